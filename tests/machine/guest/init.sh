#!/bin/busybox sh
# First process of the guest: brings the machine up, then runs what comes over the second serial port.
/bin/busybox mkdir -p /proc /sys /dev /run /tmp /etc /var/log /root
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
/bin/busybox mount -t tmpfs tmpfs /run
/bin/busybox --install -s /bin
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
ln -sf /proc/self/fd /dev/fd
mkdir -p /run/pcscd
# -O: kernel and daemons into one file, as on a machine without a journal.
syslogd -O /var/log/syslog
klogd
for module in uhci_hcd ehci_pci xhci_pci vhci_hcd; do
    modprobe "$module"
done
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle
pcscd
stty -F /dev/ttyS1 raw -echo
exec 3<>/dev/ttyS1
echo ready >&3
while IFS= read -r line <&3; do
    sh -c "$line" > /tmp/said 2>&1 < /dev/null
    status=$?
    size=$(stat -c %s /tmp/said)
    echo "$status $size" >&3
    cat /tmp/said >&3
done
