/* Preloaded into a private pcscd: every accepted connection sends at once.
 *
 * vpcd writes an APDU's length and its body in two sends; with Nagle's algorithm and the peer's delayed
 * acknowledgement that costs some 44 ms an APDU. A reader on a USB bus has no such wait.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

int accept(int listener, struct sockaddr *peer, socklen_t *length)
{
	static int (*real)(int, struct sockaddr *, socklen_t *);
	if (real == NULL)
		real = (int (*)(int, struct sockaddr *, socklen_t *)) dlsym(RTLD_NEXT, "accept");
	int connection = real(listener, peer, length);
	if (connection >= 0) {
		int on = 1;
		/* Fails harmlessly on the Unix sockets of PC/SC clients. */
		(void) setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	}
	return connection;
}
