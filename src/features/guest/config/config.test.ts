import { describe, expect, test } from "vitest";
import { formatDate } from "@/lib/format.ts";
import { describeConfig } from "./describeConfig.ts";
import { readDisks, type GuestConfig } from "./disks.ts";
import { readNetworks } from "./networks.ts";
import { pendingChanges } from "./pendingChanges.ts";

/** As a Proxmox VE 8.4 answered. */
const recordedVm: GuestConfig = {
  digest: "1967ab5504a08be5d59dec022fc95f205cdfb343",
  memory: "64",
  meta: "creation-qemu=7.2.22,ctime=1795397185",
  smbios1: "uuid=41ad7624-5eab-4408-8d68-74af8b8ed204",
  ostype: "l26",
  cores: 1,
  scsi0: "local:100/vm-100-disk-0.raw,size=1G",
  vmgenid: "c2699efc-99d2-4113-ae4e-a3dce29c73e8",
  description: "first\nline two",
  name: "tiny",
  cpu: "qemu64",
  boot: "order=scsi0",
  kvm: 0,
  tags: "prod;web",
};
const recordedContainer: GuestConfig = {
  swap: 128,
  rootfs: "local:200/vm-200-disk-0.raw,size=1G",
  description: "a container\n",
  net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:02:00,ip=dhcp,type=veth",
  hostname: "ct200",
  tags: "ct;web",
  digest: "36398726a73a4fd1bcd6962ed510bfed9e128888",
  memory: 128,
  cores: 1,
  ostype: "debian",
  arch: "amd64",
  unprivileged: 1,
};

/** label -> value of all that is said of a configuration. */
function said(config: GuestConfig, type: "qemu" | "lxc" = "qemu") {
  const rows = describeConfig(config, type).flatMap(({ rows }) => rows);
  return Object.fromEntries(rows.map(({ label, value }) => [label, value]));
}

describe("a configuration as a list", () => {
  test("says a recorded VM in plain words, without what stands elsewhere", () => {
    expect(describeConfig(recordedVm, "qemu")).toEqual([
      {
        title: "Hardware",
        rows: [
          { key: "memory", label: "Memory", value: "64.0 MiB" },
          { key: "cores", label: "Cores", value: "1" },
          { key: "cpu", label: "Processor type", value: "qemu64" },
          { key: "kvm", label: "Hardware virtualisation", value: "Off" },
        ],
      },
      {
        title: "Options",
        rows: [
          {
            key: "ostype",
            label: "Operating system",
            value: "Linux 2.6 and newer",
          },
          { key: "boot", label: "Boot order", value: "scsi0" },
        ],
      },
      {
        title: "Other",
        rows: [
          {
            key: "smbios1",
            label: "SMBIOS",
            value: "uuid=41ad7624-5eab-4408-8d68-74af8b8ed204",
          },
          {
            key: "vmgenid",
            label: "VM generation id",
            value: "c2699efc-99d2-4113-ae4e-a3dce29c73e8",
          },
          {
            key: "meta",
            label: "Created",
            value: `${formatDate(1_795_397_185_000)}, with QEMU 7.2.22`,
          },
        ],
      },
    ]);
  });

  test("says a recorded container, whose numbers are numbers", () => {
    expect(said(recordedContainer, "lxc")).toEqual({
      Memory: "128 MiB",
      Swap: "128 MiB",
      Cores: "1",
      Architecture: "amd64",
      "Operating system": "Debian",
      Unprivileged: "Yes",
    });
  });

  test.each([
    [{ cores: 4, sockets: 2 }, "Cores", "4 on each of 2 sockets"],
    [{ memory: "current=4096" }, "Memory", "4.00 GiB"],
    [{ balloon: 0 }, "Minimum memory (ballooning)", "Ballooning is off"],
    [
      { cpu: "x86-64-v2-AES,flags=+pcid;+spec-ctrl" },
      "Processor type",
      "x86-64-v2-AES, +pcid +spec-ctrl",
    ],
    [{ cpu: "cputype=host,hidden=1" }, "Processor type", "host, hidden=1"],
    [{ machine: "pc-q35-9.0" }, "Machine", "q35 (pc-q35-9.0)"],
    [{ machine: "q35,viommu=intel" }, "Machine", "q35, viommu=intel"],
    [{ machine: "pc-i440fx-8.1" }, "Machine", "i440fx (pc-i440fx-8.1)"],
    [{ bios: "ovmf" }, "Firmware", "OVMF (UEFI)"],
    [{ vga: "qxl,memory=32" }, "Display", "SPICE (qxl), memory=32"],
    [{ vga: "serial0" }, "Display", "Serial terminal 0"],
    [{ usb1: "host=1234:5678" }, "USB device 1", "host=1234:5678"],
    [
      { boot: "order=scsi0;ide2;net0" },
      "Boot order",
      "scsi0, then ide2, then net0",
    ],
    [{ boot: "cdn" }, "Boot order", "disk, then CD-ROM, then network"],
    [{ boot: "order=" }, "Boot order", "Nothing"],
    [
      { startup: "order=2,up=30,down=60" },
      "Start and shutdown order",
      "Number 2, the next follows after 30 s, 60 s to shut down",
    ],
    [
      { agent: "1,fstrim_cloned_disks=1" },
      "QEMU guest agent",
      "On, fstrim_cloned_disks=1",
    ],
    [{ agent: "enabled=0" }, "QEMU guest agent", "Off"],
    [
      { features: "nesting=1,keyctl=1,mount=nfs;cifs" },
      "Features",
      "nesting, keyctl, mount=nfs;cifs",
    ],
    [
      { sshkeys: "ssh-ed25519%20AAAA%20ana%40laptop%0Assh-rsa%20BBBB" },
      "SSH keys",
      "ana@laptop (ssh-ed25519), ssh-rsa",
    ],
    [{ sshkeys: "%zz" }, "SSH keys", "%zz"],
    [
      { ipconfig0: "ip=10.0.0.4/24,gw=10.0.0.1" },
      "Addresses of net 0",
      "ip=10.0.0.4/24,gw=10.0.0.1",
    ],
    [{ cipassword: "**********" }, "Password", "Set"],
  ] as const)("%j", (config, label, value) => {
    expect(said(config)).toHaveProperty([label], value);
  });

  test("takes no value of a server for a word of ours", () => {
    const config = {
      bios: "constructor",
      ostype: "toString",
      vga: "__proto__",
      scsihw: "valueOf",
    };
    expect(Object.values(said(config)).sort()).toEqual(
      Object.values(config).sort(),
    );
  });

  test("shows what it does not know as it is", () => {
    const strange = { "lxc.apparmor.profile": "unconfined", toString: "x" };
    expect(describeConfig(strange, "lxc")).toEqual([
      {
        title: "Other",
        rows: [
          {
            key: "lxc.apparmor.profile",
            label: "lxc.apparmor.profile",
            value: "unconfined",
          },
          { key: "toString", label: "toString", value: "x" },
        ],
      },
    ]);
  });
});

describe("disks", () => {
  test("are told from drives, and where they lie", () => {
    const disks = readDisks(
      {
        scsi10: "ceph:vm-100-disk-3,size=8G",
        scsi0: "local-lvm:vm-100-disk-0,discard=on,size=32G,ssd=1",
        ide2: "local:iso/debian-12.iso,media=cdrom,size=628M",
        ide0: "none,media=cdrom",
        ide1: "local-lvm:vm-100-cloudinit,media=cdrom,size=4M",
        efidisk0: "local-lvm:vm-100-disk-1,efitype=4m,size=4M",
        tpmstate0: "local-lvm:vm-100-disk-2,size=4M,version=v2.0",
        sata1: "/dev/disk/by-id/ata-x=y,backup=0",
        unused0: "local-lvm:vm-100-disk-9",
        scsihw: "virtio-scsi-single",
      },
      "qemu",
    );
    expect(
      disks.map(({ key, kind, storage, volume, size }) =>
        [key, kind, storage, volume, size].join(" "),
      ),
    ).toEqual([
      "sata1 disk  /dev/disk/by-id/ata-x=y ",
      "scsi0 disk local-lvm vm-100-disk-0 32G",
      "scsi10 disk ceph vm-100-disk-3 8G",
      "efidisk0 efi local-lvm vm-100-disk-1 4M",
      "tpmstate0 tpm local-lvm vm-100-disk-2 4M",
      "ide1 cloudinit local-lvm vm-100-cloudinit 4M",
      "ide0 cdrom   ",
      "ide2 cdrom local iso/debian-12.iso 628M",
      "unused0 unused local-lvm vm-100-disk-9 ",
    ]);
    expect(disks[1]?.options).toEqual([
      { key: "discard", value: "on" },
      { key: "ssd", value: "1" },
    ]);
    expect(disks[0]?.isBackedUp).toBe(false);
    expect(disks[1]?.isBackedUp).toBe(true);
  });

  test("of a container are its root, volumes and bind mounts", () => {
    const disks = readDisks(
      {
        ...recordedContainer,
        mp0: "tank:subvol-200-disk-1,mp=/srv,size=100G,backup=1",
        mp1: "/mnt/media,mp=/media,ro=1",
        mp2: "volume=tank:subvol-200-disk-2,mp=/var/log,size=4G",
      },
      "lxc",
    );
    expect(
      disks.map(({ key, kind, mountPoint, isBackedUp }) =>
        [key, kind, mountPoint, isBackedUp].join(" "),
      ),
    ).toEqual([
      "rootfs rootfs / true",
      "mp0 mount /srv true",
      "mp2 mount /var/log false",
      "mp1 bind /media false",
    ]);
    expect(disks[3]).toMatchObject({
      storage: undefined,
      volume: "/mnt/media",
      options: [{ key: "ro", value: "1" }],
    });
  });
});

describe("networks", () => {
  test("of a VM: model, address, bridge, VLAN, and what cloud-init sets", () => {
    const cards = readNetworks(
      {
        net0: "virtio=BC:24:11:0A:00:01,bridge=vmbr0,firewall=1,tag=10,rate=5",
        ipconfig0: "ip=10.0.0.4/24,gw=10.0.0.1,ip6=auto",
        net1: "model=e1000,macaddr=BC:24:11:0A:00:02,link_down=1",
      },
      "qemu",
    );
    expect(cards).toEqual([
      {
        key: "net0",
        name: "virtio",
        macAddress: "BC:24:11:0A:00:01",
        bridge: "vmbr0",
        vlan: "10",
        addresses: ["10.0.0.4/24", "auto"],
        gateways: ["10.0.0.1"],
        hasFirewall: true,
        isUnplugged: false,
        options: [{ key: "rate", value: "5" }],
      },
      {
        key: "net1",
        name: "e1000",
        macAddress: "BC:24:11:0A:00:02",
        bridge: undefined,
        vlan: undefined,
        addresses: [],
        gateways: [],
        hasFirewall: false,
        isUnplugged: true,
        options: [],
      },
    ]);
  });

  test("of a recorded container", () => {
    expect(readNetworks(recordedContainer, "lxc")).toEqual([
      expect.objectContaining({
        key: "net0",
        name: "eth0",
        macAddress: "BC:24:11:00:02:00",
        bridge: "vmbr0",
        addresses: ["dhcp"],
        options: [],
      }),
    ]);
  });
});

test("what changes at the next start: recorded, set anew, and taken away", () => {
  const changes = [
    { key: "memory", value: "64", pending: "96" },
    { key: "onboot", pending: 1 },
    { key: "vga", value: "qxl", delete: true },
  ];
  expect(pendingChanges(changes, recordedVm)).toEqual([
    { key: "vga", label: "Display", now: "SPICE (qxl)", then: undefined },
    { key: "memory", label: "Memory", now: "64.0 MiB", then: "96.0 MiB" },
    {
      key: "onboot",
      label: "Starts with its node",
      now: undefined,
      then: "Yes",
    },
  ]);
});
