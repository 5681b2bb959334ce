/* A USB smart card reader in software, plugged into the kernel's virtual host controller (vhci_hcd).
 *
 * reader PORT SPEED VENDOR PRODUCT BCD-DEVICE FAULT [CLASS]
 *   SPEED   2 full, 3 high (enum usb_device_speed of linux/usb/ch9.h)
 *   FAULT   none, or deaf: every request for the device descriptor ends in -EPROTO (-71)
 *   CLASS   interface class, 0b unless given
 * The wire is the kernel's Documentation/usb/usbip_protocol.rst; the reader's answers are USB CCID 1.1 §6. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct header { uint32_t command, seqnum, devid, direction, ep; union { struct { uint32_t flags, length, frame, packets, interval; uint8_t setup[8]; } submit; struct { uint32_t status, actual, frame, packets, errors; uint8_t pad[8]; } done; struct { uint32_t seqnum; uint8_t pad[24]; } unlink; }; };

static unsigned vendor, product, release, interface_class = 0x0b;
static int deaf;

static uint8_t answer[300];
static int answer_size;

static int get(int wire, void *to, size_t size) {
    for (uint8_t *at = to; size > 0;) {
        ssize_t got = read(wire, at, size);
        if (got <= 0) return -1;
        at += got;
        size -= (size_t)got;
    }
    return 0;
}

static void put(int wire, const void *from, size_t size) {
    for (const uint8_t *at = from; size > 0;) {
        ssize_t sent = write(wire, at, size);
        if (sent <= 0) exit(1);
        at += sent;
        size -= (size_t)sent;
    }
}

static int text(uint8_t *to, const char *words) {
    int size = 2 + 2 * (int)strlen(words);
    to[0] = (uint8_t)size;
    to[1] = 3;
    for (int i = 0; words[i]; i++) { to[2 + 2 * i] = (uint8_t)words[i]; to[3 + 2 * i] = 0; }
    return size;
}

/* The answer to a control request; -1 stalls. */
static int control(const uint8_t *setup, uint8_t *to) {
    unsigned value = setup[2] | setup[3] << 8;
    if (setup[0] == 0x80 && setup[1] == 6) {
        switch (value >> 8) {
        case 1: {
            if (deaf) return -2;
            uint8_t it[18] = {18, 1, 0, 2, 0, 0, 0, 64, vendor & 255, vendor >> 8, product & 255, product >> 8, release & 255, release >> 8, 1, 2, 3, 1};
            memcpy(to, it, 18);
            return 18;
        }
        case 2: {
            uint8_t it[93] = {9, 2, 93, 0, 1, 1, 0, 0x80, 50,
                9, 4, 0, 0, 3, interface_class, 0, 0, 0,
                /* CCID functional descriptor (§5.1): one slot, 5 V and 3 V, T=0 and T=1, 4 MHz, short APDU level. */
                54, 0x21, 0x10, 1, 0, 7, 3, 0, 0, 0, 0xa0, 0x0f, 0, 0, 0xa0, 0x0f, 0, 0, 0, 0x80, 0x25, 0, 0, 0xb0, 4, 0, 0, 0, 0xfc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xba, 0, 2, 0, 0x0f, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 1,
                7, 5, 0x81, 3, 8, 0, 16, 7, 5, 0x02, 2, 64, 0, 0, 7, 5, 0x83, 2, 64, 0, 0};
            memcpy(to, it, 93);
            return 93;
        }
        case 3:
            if ((value & 255) == 0) { uint8_t it[4] = {4, 3, 9, 4}; memcpy(to, it, 4); return 4; }
            return text(to, (value & 255) == 1 ? "SCM Microsystems Inc." : (value & 255) == 2 ? "SCR33xx v2.0 USB SC Reader" : "53312017606231");
        default: return -1;
        }
    }
    if (setup[0] == 0x80 && setup[1] == 0) { to[0] = to[1] = 0; return 2; }
    if ((setup[0] & 0x80) == 0) return 0;
    return -1;
}

/* One CCID command in, its answer kept for the next read: the slot is empty. */
static void ccid(const uint8_t *in, int size) {
    if (size < 10) return;
    memset(answer, 0, 10);
    answer[0] = in[0] == 0x61 || in[0] == 0x6c || in[0] == 0x6d ? 0x82 : in[0] == 0x62 || in[0] == 0x6f ? 0x80 : 0x81;
    answer[5] = in[5];
    answer[6] = in[6];
    answer[7] = 2; /* no card; a command that needs one also fails with ICC_MUTE */
    if (in[0] != 0x65 && in[0] != 0x63) { answer[7] |= 0x40; answer[8] = 0xfe; }
    answer_size = 10;
}

int main(int count, char **words) {
    if (count < 7) return 64;
    vendor = (unsigned)strtoul(words[3], 0, 16);
    product = (unsigned)strtoul(words[4], 0, 16);
    release = (unsigned)strtoul(words[5], 0, 16);
    deaf = strcmp(words[6], "deaf") == 0;
    if (count > 7) interface_class = (unsigned)strtoul(words[7], 0, 16);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) return 1;
    char line[64];
    int plug = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY);
    int size = snprintf(line, sizeof line, "%s %d %d %s", words[1], ends[0], 0x10001, words[2]);
    if (plug < 0 || write(plug, line, (size_t)size) != size) { perror("attach"); return 1; }
    close(plug);
    close(ends[0]);
    puts("attached");
    fclose(stdout);
    int wire = ends[1];
    uint32_t waiting_in = 0, waiting_in_length = 0; /* a bulk read that came before its answer */
    struct header it;
    while (get(wire, &it, sizeof it) == 0) {
        struct header out = {0};
        uint8_t data[4096], body[300];
        int length = (int)ntohl(it.submit.length), ep = (int)ntohl(it.ep), in = ntohl(it.direction) == 1;
        out.seqnum = it.seqnum;
        if (ntohl(it.command) == 2) {
            out.command = htonl(4);
            out.done.status = htonl((uint32_t)-ECONNRESET);
            if (waiting_in == it.unlink.seqnum) waiting_in = 0;
            put(wire, &out, sizeof out);
            continue;
        }
        if (!in && length > 0 && (length > (int)sizeof data || get(wire, data, (size_t)length) < 0)) return 1;
        out.command = htonl(3);
        int status = 0, actual = 0;
        if (ep == 0) {
            actual = control(it.submit.setup, body);
            if (actual == -2) { status = -EPROTO; actual = 0; }
            if (actual == -1) { status = -EPIPE; actual = 0; }
            if (actual > length) actual = length;
            if (!in) actual = length;
        } else if (!in) {
            ccid(data, length);
            actual = length;
        } else if (ep == 3) {
            if (answer_size == 0) { waiting_in = it.seqnum; waiting_in_length = (uint32_t)length; continue; }
            actual = answer_size < length ? answer_size : length;
            memcpy(body, answer, (size_t)actual);
            answer_size = 0;
        } else {
            continue; /* the interrupt pipe: nothing ever happens in the slot */
        }
        out.done.status = htonl((uint32_t)status);
        out.done.actual = htonl((uint32_t)actual);
        put(wire, &out, sizeof out);
        if (in && actual > 0) put(wire, body, (size_t)actual);
        if (waiting_in != 0 && answer_size > 0) {
            struct header late = {0};
            late.command = htonl(3);
            late.seqnum = waiting_in;
            actual = answer_size < (int)waiting_in_length ? answer_size : (int)waiting_in_length;
            late.done.actual = htonl((uint32_t)actual);
            put(wire, &late, sizeof late);
            put(wire, answer, (size_t)actual);
            answer_size = 0;
            waiting_in = 0;
        }
    }
    return 0;
}
