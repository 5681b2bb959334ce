/* Another program that uses PC/SC: what the tests need beside the tool itself.
 *
 *   client list                         one line a reader: state, ATR, name
 *   client await NAME present|empty|mute|gone SECONDS
 *   client hold shared|exclusive|transaction NAME    prints `held`, holds until its input ends; then fails
 *                                       unless its connection is still good
 *   client reset NAME                   resets the card under everybody else
 *   client attribute NAME NUMBER        prints what SCardGetAttrib answers, in hex
 *   client control NAME CODE            prints what SCardControl answers, in hex
 *
 * The library is opened at run time, so that no development package is needed.
 * Numbers are those of PC/SC-lite's pcsclite.h.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef long LONG;
typedef unsigned long DWORD;
typedef LONG CONTEXT, CARD;
typedef struct {
	const char *name;
	void *user;
	DWORD current, event, atr_length;
	unsigned char atr[33];
} STATE;

enum { EXCLUSIVE = 1, SHARED = 2, DIRECT = 3, ANY_PROTOCOL = 3, LEAVE = 0, RESET = 1 };
enum { UNKNOWN = 0x0004, EMPTY = 0x0010, PRESENT = 0x0020, MUTE = 0x0200 };

static void *library;
static CONTEXT context;

static void *function(const char *name)
{
	void *found = dlsym(library, name);
	if (found == NULL) {
		fprintf(stderr, "libpcsclite has no %s\n", name);
		exit(2);
	}
	return found;
}

#define CALL(name, types, values) ((LONG (*) types) function(#name)) values

static void must(LONG code, const char *call)
{
	if (code != 0) {
		fprintf(stderr, "%s: 0x%08lX\n", call, code & 0xFFFFFFFF);
		exit(1);
	}
}

static LONG look(STATE *states, DWORD count, DWORD wait)
{
	return CALL(SCardGetStatusChange, (CONTEXT, DWORD, STATE *, DWORD), (context, wait, states, count));
}

static int list(void)
{
	char names[16 * 1024];
	DWORD length = sizeof names;
	LONG code = CALL(SCardListReaders, (CONTEXT, const char *, char *, DWORD *), (context, NULL, names, &length));
	if ((code & 0xFFFFFFFF) == 0x8010002E)
		return 0;
	must(code, "SCardListReaders");
	for (const char *name = names; *name != '\0'; name += strlen(name) + 1) {
		STATE state = { .name = name };
		must(look(&state, 1, 0), "SCardGetStatusChange");
		printf("%08lX\t", state.event);
		for (DWORD i = 0; i < state.atr_length && i < sizeof state.atr; i++)
			printf("%02X", state.atr[i]);
		printf("\t%s\n", name);
	}
	return 0;
}

static int await(const char *name, const char *what, int seconds)
{
	STATE state = { .name = name };
	time_t end = time(NULL) + seconds;
	for (;;) {
		LONG code = look(&state, 1, 1000) & 0xFFFFFFFF;
		int gone = code == 0x80100009 || (state.event & UNKNOWN);
		int here = !gone && code == 0;
		if (here && strcmp(what, "present") == 0 && (state.event & PRESENT) && !(state.event & MUTE))
			return 0;
		if (here && strcmp(what, "mute") == 0 && (state.event & MUTE))
			return 0;
		if (here && strcmp(what, "empty") == 0 && (state.event & EMPTY))
			return 0;
		if (gone && strcmp(what, "gone") == 0)
			return 0;
		if (time(NULL) >= end) {
			fprintf(stderr, "reader is not %s after %d s: code 0x%08lX state 0x%08lX\n", what, seconds, code, state.event);
			return 1;
		}
		if (gone || (code != 0 && code != 0x8010000A))
			usleep(20000);
		state.current = state.event;
	}
}

static CARD connect_to(const char *name, DWORD mode)
{
	CARD card;
	DWORD protocol;
	must(CALL(SCardConnect, (CONTEXT, const char *, DWORD, DWORD, CARD *, DWORD *),
		(context, name, mode, mode == DIRECT ? 0 : ANY_PROTOCOL, &card, &protocol)), "SCardConnect");
	return card;
}

static int hold(const char *how, const char *name)
{
	CARD card = connect_to(name, strcmp(how, "exclusive") == 0 ? EXCLUSIVE : SHARED);
	if (strcmp(how, "transaction") == 0)
		must(CALL(SCardBeginTransaction, (CARD), (card)), "SCardBeginTransaction");
	puts("held");
	fflush(stdout);
	char byte;
	while (read(0, &byte, 1) > 0)
		;
	DWORD state, protocol, length = 0, atr_length = 0;
	LONG code = CALL(SCardStatus, (CARD, char *, DWORD *, DWORD *, DWORD *, unsigned char *, DWORD *),
		(card, NULL, &length, &state, &protocol, NULL, &atr_length));
	if (strcmp(how, "transaction") == 0)
		CALL(SCardEndTransaction, (CARD, DWORD), (card, LEAVE));
	CALL(SCardDisconnect, (CARD, DWORD), (card, LEAVE));
	must(code, "SCardStatus");
	return 0;
}

static int ask(const char *what, const char *name, DWORD number)
{
	CARD card = connect_to(name, DIRECT);
	unsigned char value[264]; /* MAX_BUFFER_SIZE: pcscd refuses to fill more */
	DWORD length = sizeof value;
	if (strcmp(what, "attribute") == 0)
		must(CALL(SCardGetAttrib, (CARD, DWORD, unsigned char *, DWORD *), (card, number, value, &length)),
			"SCardGetAttrib");
	else
		must(CALL(SCardControl, (CARD, DWORD, const void *, DWORD, void *, DWORD, DWORD *),
			(card, number, NULL, 0, value, sizeof value, &length)), "SCardControl");
	for (DWORD i = 0; i < length; i++)
		printf("%02X", value[i]);
	puts("");
	return 0;
}

int main(int count, char **words)
{
	library = dlopen("libpcsclite.so.1", RTLD_NOW);
	if (library == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	must(CALL(SCardEstablishContext, (DWORD, const void *, const void *, CONTEXT *), (2, NULL, NULL, &context)),
		"SCardEstablishContext");
	if (count == 2 && strcmp(words[1], "list") == 0)
		return list();
	if (count == 5 && strcmp(words[1], "await") == 0)
		return await(words[2], words[3], atoi(words[4]));
	if (count == 4 && strcmp(words[1], "hold") == 0)
		return hold(words[2], words[3]);
	if (count == 4)
		return ask(words[1], words[2], strtoul(words[3], NULL, 16));
	if (count == 3 && strcmp(words[1], "reset") == 0) {
		CARD card = connect_to(words[2], SHARED);
		return CALL(SCardDisconnect, (CARD, DWORD), (card, RESET)) == 0 ? 0 : 1;
	}
	fprintf(stderr, "client list | await NAME WHAT SECONDS | hold HOW NAME | reset NAME |"
		" attribute|control NAME NUMBER\n");
	return 2;
}
