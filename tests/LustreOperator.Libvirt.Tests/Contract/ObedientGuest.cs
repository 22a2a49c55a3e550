namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>
/// The smallest guest that does as it is told: a boot sector that wakes with each tick of the BIOS, powers off when the power button was pressed, and lets
/// every device go that the host wants back, by the registers of QEMU's q35.
/// </summary>
internal static class ObedientGuest
{
    private const int SectorBytes = 512;

    private static readonly byte[] s_code =
    [
        0xfb, //                               sti
        0xba, 0x02, 0x06, //                   mov $0x602,%dx      PM1_EN:
        0xed, //                               in %dx,%ax
        0x80, 0xcc, 0x01, //                   or $1,%ah           the power button counts
        0xef, //                               out %ax,%dx
        0xf4, //                        again: hlt
        0xba, 0x00, 0x06, //                   mov $0x600,%dx      PM1_STS:
        0xed, //                               in %dx,%ax
        0xf6, 0xc4, 0x01, //                   test $1,%ah         was it pressed?
        0x74, 0x07, //                         jz 1f
        0xba, 0x04, 0x06, //                   mov $0x604,%dx      PM1_CNT:
        0xb8, 0x00, 0x20, //                   mov $0x2000,%ax     sleep in S5, which is off
        0xef, //                               out %ax,%dx
        0x66, 0xb9, 0x1f, 0x00, 0x00, 0x00, // 1: mov $31,%ecx     every bus that has hot-plug
        0xba, 0xd0, 0x0c, //                2: mov $0xcd0,%dx      PCI_SEL
        0x66, 0x89, 0xc8, //                   mov %ecx,%eax
        0x66, 0xef, //                         out %eax,%dx
        0xba, 0xc4, 0x0c, //                   mov $0xcc4,%dx      PCI_DOWN: the slots to be emptied
        0x66, 0xed, //                         in %dx,%eax
        0x66, 0x85, 0xc0, //                   test %eax,%eax
        0x74, 0x05, //                         jz 3f
        0xba, 0xc8, 0x0c, //                   mov $0xcc8,%dx      PCI_EJ
        0x66, 0xef, //                         out %eax,%dx
        0x66, 0x49, //                      3: dec %ecx
        0x79, 0xe5, //                         jns 2b
        0xeb, 0xcc, //                         jmp again
    ];

    public static byte[] BootSector()
    {
        byte[] sector = new byte[SectorBytes];
        s_code.CopyTo(sector, 0);
        (sector[^2], sector[^1]) = (0x55, 0xaa);
        return sector;
    }
}
