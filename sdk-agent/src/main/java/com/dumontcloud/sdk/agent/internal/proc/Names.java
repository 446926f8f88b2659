package com.dumontcloud.sdk.agent.internal.proc;

/** Tells by its name what a device is, so that no byte counts twice. */
final class Names {

    /** Layers over other disks, whose bytes would count twice, and disks of memory. */
    private static final byte[][] NOT_DISKS =
            ProcText.bytesOfEach("loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd");

    /** Tunnels, bundles and the far ends of containers' interfaces, whose bytes pass another one as well. */
    private static final byte[][] NOT_WIRES = ProcText.bytesOfEach(
            "veth",
            "docker",
            "br-",
            "virbr",
            "vnet",
            "tap",
            "tun",
            "wg",
            "tailscale",
            "cni",
            "flannel",
            "cali",
            "lxc",
            "lxd",
            "podman",
            "ifb",
            "dummy",
            "bond",
            "team",
            "vlan",
            "vxlan",
            "gre",
            "sit",
            "ip6",
            "kube",
            "macv",
            "ipvl");

    private static final byte[] BRIDGE = ProcText.bytesOf("br");

    private Names() {}

    /** Returns whether a name that is here is that of a layer or a disk of memory. */
    static boolean isNoDisk(Cursor text) {
        return text.isAnyHere(NOT_DISKS);
    }

    /** A partition's name is its disk's with digits behind, or with p and digits where the disk's ends in a digit. */
    static boolean isPartition(Cursor text, int name, int nameEnd, int disk, int diskEnd) {
        int length = diskEnd - disk;
        if (length == 0 || nameEnd - name <= length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.byteAt(name + i) != text.byteAt(disk + i)) {
                return false;
            }
        }
        int number = name + length;
        if (isDigit(text.byteAt(diskEnd - 1))) {
            return text.byteAt(number) == 'p' && areDigits(text, number + 1, nameEnd);
        }
        return areDigits(text, number, nameEnd);
    }

    /** Returns whether a network interface is a wire, be it through the air; its name is here and ends at a place. */
    static boolean isWire(Cursor text, int nameEnd) {
        if (text.isAnyHere(NOT_WIRES)) {
            return false;
        }
        int name = text.position();
        for (int i = name; i < nameEnd; i++) {
            if (text.byteAt(i) == '.' || text.byteAt(i) == '@') { // a VLAN, or one end of a pair
                return false;
            }
        }
        return !(text.isHere(BRIDGE) && areDigits(text, name + BRIDGE.length, nameEnd));
    }

    private static boolean areDigits(Cursor text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isDigit(text.byteAt(i))) {
                return false;
            }
        }
        return start < end;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
