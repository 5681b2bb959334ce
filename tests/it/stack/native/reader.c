/* An IFD handler around vpcd's, so that virtual readers look like real ones: as many slots as the test wants
 * (vpcd always claims two), numbered by name as readers of one driver are, vendor attributes, features, and
 * cards that can be made mute.
 *
 * pcscd loads DIR/reader.so once for all readers; reader N is the one on port 35963 + 2 N. Beside it lie
 *   DIR/vpcd-N.so   a copy of libifdvpcd.so: its state is per file, so readers must not share one
 *   DIR/reader-N    lines: `slots COUNT`, `attribute TAG BYTES`, `control CODE BYTES`, all in hex
 *   DIR/mute-N-S    while it exists, powering the card in slot S fails
 * Numbers are those of PC/SC-lite's ifdhandler.h and reader.h.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long DWORD;
typedef unsigned char BYTE;
typedef long CODE;
typedef struct { DWORD protocol, length; } HEADER;

enum {
	OK = 0,
	POWER_DOWN = 501,
	ERROR_POWER_ACTION = 608,
	COMMUNICATION_ERROR = 612,
	TAG_THREAD_SAFE = 0x0FAD,
	TAG_SLOTS_NUMBER = 0x0FAE,
	TAG_SIMULTANEOUS_ACCESS = 0x0FAF,
	FIRST_PORT = 35963,
	READERS = 16,
	ANSWERS = 32,
};

struct reader {
	int number, slots, answer_count;
	void *vpcd;
	struct { char kind; DWORD key; BYTE bytes[256]; DWORD length; } answers[ANSWERS];
};
/* By the upper half of the logical unit number; pcscd adds readers one after the other. */
static struct reader *readers[READERS];
static char folder[4000];

static struct reader *of(DWORD lun)
{
	return lun >> 16 < READERS ? readers[lun >> 16] : NULL;
}

static void describe(struct reader *reader)
{
	char path[4200], line[1200];
	snprintf(path, sizeof path, "%s/reader-%d", folder, reader->number);
	FILE *description = fopen(path, "r");
	while (description != NULL && fgets(line, sizeof line, description) != NULL) {
		char word[16], bytes[600] = "";
		unsigned long key;
		if (sscanf(line, "slots %lx", &key) == 1) {
			reader->slots = (int) key;
		} else if (sscanf(line, "%15s %lx %599s", word, &key, bytes) >= 2 && reader->answer_count < ANSWERS) {
			int last = reader->answer_count++;
			DWORD length = 0;
			unsigned byte;
			for (const char *at = bytes; length < 256 && sscanf(at, "%2x", &byte) == 1; at += 2)
				reader->answers[last].bytes[length++] = (BYTE) byte;
			reader->answers[last].kind = word[0];
			reader->answers[last].key = key;
			reader->answers[last].length = length;
		}
	}
	if (description != NULL)
		fclose(description);
}

/* The reader behind a device name `/dev/null:PORT`, made known when its first slot is opened. */
static void open_reader(DWORD lun, const char *device)
{
	Dl_info self;
	const char *port = strchr(device, ':');
	if (lun >> 16 >= READERS || of(lun) != NULL || port == NULL || !dladdr((void *) describe, &self))
		return;
	snprintf(folder, sizeof folder, "%s", self.dli_fname);
	*strrchr(folder, '/') = '\0';
	struct reader *reader = calloc(1, sizeof *reader);
	if (reader == NULL)
		return;
	reader->number = ((int) strtoul(port + 1, NULL, 0) - FIRST_PORT) / 2;
	reader->slots = 1;
	describe(reader);
	char path[4200];
	snprintf(path, sizeof path, "%s/vpcd-%d.so", folder, reader->number);
	reader->vpcd = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	readers[lun >> 16] = reader;
}

static void *inner(DWORD lun, const char *name)
{
	struct reader *reader = of(lun);
	return reader == NULL || reader->vpcd == NULL ? NULL : dlsym(reader->vpcd, name);
}

#define FORWARD(name, types, values) \
	CODE (*real) types = (CODE (*) types) inner(lun, #name); \
	return real == NULL ? COMMUNICATION_ERROR : real values

static int answer(DWORD lun, char kind, DWORD key, DWORD room, DWORD *length, BYTE *value)
{
	struct reader *reader = of(lun);
	for (int i = 0; reader != NULL && i < reader->answer_count; i++)
		if (reader->answers[i].kind == kind && reader->answers[i].key == key && reader->answers[i].length <= room) {
			*length = reader->answers[i].length;
			memcpy(value, reader->answers[i].bytes, *length);
			return 1;
		}
	return 0;
}

CODE IFDHCreateChannelByName(DWORD lun, char *device)
{
	open_reader(lun, device);
	FORWARD(IFDHCreateChannelByName, (DWORD, char *), (lun, device));
}

/* pcscd wants the function and calls the one above. */
CODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
	(void) lun, (void) channel;
	return COMMUNICATION_ERROR;
}

CODE IFDHCloseChannel(DWORD lun)
{
	FORWARD(IFDHCloseChannel, (DWORD), (lun));
}

CODE IFDHGetCapabilities(DWORD lun, DWORD tag, DWORD *length, BYTE *value)
{
	struct reader *reader = of(lun);
	int byte = tag == TAG_SLOTS_NUMBER && reader != NULL ? reader->slots
		: tag == TAG_SIMULTANEOUS_ACCESS ? READERS
		: tag == TAG_THREAD_SAFE ? 1 : -1;
	if (byte >= 0 && *length >= 1) {
		*length = 1;
		value[0] = (BYTE) byte;
		return OK;
	}
	if (answer(lun, 'a', tag, *length, length, value))
		return OK;
	FORWARD(IFDHGetCapabilities, (DWORD, DWORD, DWORD *, BYTE *), (lun, tag, length, value));
}

CODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, BYTE *value)
{
	FORWARD(IFDHSetCapabilities, (DWORD, DWORD, DWORD, BYTE *), (lun, tag, length, value));
}

CODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, BYTE flags, BYTE pts1, BYTE pts2, BYTE pts3)
{
	FORWARD(IFDHSetProtocolParameters, (DWORD, DWORD, BYTE, BYTE, BYTE, BYTE),
		(lun, protocol, flags, pts1, pts2, pts3));
}

CODE IFDHPowerICC(DWORD lun, DWORD action, BYTE *atr, DWORD *length)
{
	struct reader *reader = of(lun);
	char path[4200];
	snprintf(path, sizeof path, "%s/mute-%d-%lu", folder, reader == NULL ? -1 : reader->number, lun & 0xFFFF);
	if (action != POWER_DOWN && access(path, F_OK) == 0) {
		*length = 0;
		return ERROR_POWER_ACTION;
	}
	FORWARD(IFDHPowerICC, (DWORD, DWORD, BYTE *, DWORD *), (lun, action, atr, length));
}

CODE IFDHTransmitToICC(DWORD lun, HEADER send, BYTE *command, DWORD command_length, BYTE *response,
	DWORD *response_length, HEADER *receive)
{
	FORWARD(IFDHTransmitToICC, (DWORD, HEADER, BYTE *, DWORD, BYTE *, DWORD *, HEADER *),
		(lun, send, command, command_length, response, response_length, receive));
}

CODE IFDHICCPresence(DWORD lun)
{
	FORWARD(IFDHICCPresence, (DWORD), (lun));
}

CODE IFDHControl(DWORD lun, DWORD code, BYTE *send, DWORD send_length, BYTE *receive, DWORD room, DWORD *returned)
{
	if (answer(lun, 'c', code, room, returned, receive))
		return OK;
	FORWARD(IFDHControl, (DWORD, DWORD, BYTE *, DWORD, BYTE *, DWORD, DWORD *),
		(lun, code, send, send_length, receive, room, returned));
}
