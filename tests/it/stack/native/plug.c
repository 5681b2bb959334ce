/* Joins its standard input and output to 127.0.0.1:PORT, so that a test outside a network namespace can be
 * the card of a vpcd inside it. Ends when either side ends.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int pass(int from, int to)
{
	static char bytes[70000];
	ssize_t length = read(from, bytes, sizeof bytes);
	if (length <= 0)
		return 0;
	for (ssize_t done = 0, now; done < length; done += now)
		if ((now = write(to, bytes + done, (size_t) (length - done))) <= 0)
			return 0;
	return 1;
}

int main(int count, char **words)
{
	struct sockaddr_in place = { .sin_family = AF_INET };
	int on = 1, line = socket(AF_INET, SOCK_STREAM, 0);
	if (count != 2 || line < 0)
		return 2;
	place.sin_port = htons((unsigned short) atoi(words[1]));
	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(line, (struct sockaddr *) &place, sizeof place) != 0) {
		perror("connect");
		return 1;
	}
	struct pollfd ends[2] = { { .fd = 0, .events = POLLIN }, { .fd = line, .events = POLLIN } };
	while (poll(ends, 2, -1) >= 0) {
		if (ends[0].revents != 0 && !pass(0, line))
			return 0;
		if (ends[1].revents != 0 && !pass(line, 1))
			return 0;
	}
	return 1;
}
