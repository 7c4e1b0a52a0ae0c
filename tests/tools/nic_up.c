// SPDX-License-Identifier: GPL-2.0
/*
 * nic_up INTERFACE RING: sets the size of the rings to RING descriptors, sets the
 * interface up, and sets it down again. The driver allocates the rings when the
 * interface goes up. Exit status: 0 success, 1 the allocation failed (ENOMEM),
 * 2 another error.
 */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int set_up(int fd, struct ifreq *request, int up)
{
	request->ifr_flags = up ? IFF_UP : 0;
	return ioctl(fd, SIOCSIFFLAGS, request);
}

int main(int argc, char **argv)
{
	struct ethtool_ringparam ring = { .cmd = ETHTOOL_SRINGPARAM };
	struct ifreq request = {};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (argc != 3 || fd < 0) {
		fprintf(stderr, "usage: nic_up INTERFACE RING\n");
		return 2;
	}
	ring.rx_pending = ring.tx_pending = atoi(argv[2]);
	strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
	request.ifr_data = (void *)&ring;
	if (ioctl(fd, SIOCETHTOOL, &request)) {
		perror("nic_up: the ring");
		return 2;
	}
	if (set_up(fd, &request, 1)) {
		if (errno == ENOMEM)
			return 1;
		perror("nic_up: up");
		return 2;
	}
	return set_up(fd, &request, 0) ? 2 : 0;
}
