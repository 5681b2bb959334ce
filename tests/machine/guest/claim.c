/* Claims an interface of a USB device and keeps it, as a virtual machine or a vendor's tool would.
 * claim DEVICE-NODE INTERFACE */
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count != 3) return 64;
    int node = open(words[1], O_RDWR);
    unsigned interface = (unsigned)atoi(words[2]);
    if (node < 0 || ioctl(node, USBDEVFS_CLAIMINTERFACE, &interface) < 0) {
        perror(words[1]);
        return 1;
    }
    puts("claimed");
    fclose(stdout);
    for (;;) pause();
}
