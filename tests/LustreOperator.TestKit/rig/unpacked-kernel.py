#!/usr/bin/env python3
"""Makes a bzImage that need not decompress itself, which takes seconds in emulation.

    unpacked-kernel.py VMLINUZ VMLINUX OUT

OUT has the real-mode part of VMLINUZ, which boot loaders know how to start, and behind it VMLINUX as it lies in memory, with a few instructions at its end
that move it where it must lie, enter long mode and jump to startup_64. The real-mode part calls them with the address of the boot parameters in ESI, as it
would call the decompressor (Documentation/arch/x86/boot.rst, "32-bit boot protocol" and "64-bit boot protocol"). Loaders put a bzImage at 1 MiB or at its
pref_address; either will do.
"""
import struct
import sys

PAGE = 0x1000
MIB = 1 << 20
CODE32_START, INIT_SIZE, PREF_ADDRESS, SETUP_SECTS = 0x214, 0x260, 0x258, 0x1F1
USUAL_LOAD_ADDRESS = 0x100000


def flat(elf):
    """The loaded segments as one block, its physical address and how much memory it takes."""
    (phoff,), (phentsize, phnum) = struct.unpack_from("<Q", elf, 32), struct.unpack_from("<HH", elf, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", elf, phoff + n * phentsize) for n in range(phnum)]
    loaded = [(physical, offset, size, memory) for kind, _, offset, _, physical, size, memory, _ in headers if kind == 1]
    start, end = min(segment[0] for segment in loaded), max(physical + memory for physical, _, _, memory in loaded)
    block = bytearray(end - start)
    for physical, offset, size, _ in loaded:
        block[physical - start : physical - start + size] = elf[offset : offset + size]
    return bytes(block).rstrip(b"\0"), start, end - start


def entry(start, size, startup_64):
    """The code that is loaded right behind a kernel of SIZE bytes that belongs at START."""
    address = start + size
    pml4, pdpt, pd = (address + n * PAGE for n in (1, 2, 3))  # tables that map the first GiB to itself
    gdt = struct.pack("<4Q", 0, 0, 0x00AF9A000000FFFF, 0x00CF92000000FFFF)
    code = b"".join((
        b"\xfa",  # cli
        b"\xfc",  # cld
        b"\x8b\x9e" + struct.pack("<I", CODE32_START),  # mov 0x214(%esi),%ebx: where this is now
        b"\x89\xf2",  # mov %esi,%edx
        b"\x89\xde",  # mov %ebx,%esi
        b"\xbf" + struct.pack("<I", address),  # mov $address,%edi
        b"\xb9" + struct.pack("<I", PAGE // 4),  # mov $1024,%ecx
        b"\xf3\xa5",  # rep movsl
    ))
    code += b"\xb8" + struct.pack("<I", address + len(code) + 7)  # mov $1f,%eax
    code += b"\xff\xe0"  # jmp *%eax
    code += b"".join((
        b"\x8d\x73\xfc",  # 1: lea -4(%ebx),%esi
        b"\xbf" + struct.pack("<I", address - 4),  # mov $address-4,%edi
        b"\xb9" + struct.pack("<I", size // 4),  # mov $size/4,%ecx
        b"\xfd",  # std: upwards and overlapping, so from its end
        b"\xf3\xa5",  # rep movsl
        b"\xfc",  # cld
        b"\x89\xd6",  # mov %edx,%esi
    ))
    code += b"".join((
        b"\xbf" + struct.pack("<I", pml4),  # mov $pml4,%edi
        b"\x31\xc0",  # xor %eax,%eax
        b"\xb9" + struct.pack("<I", 2 * PAGE // 4),  # mov $2048,%ecx
        b"\xf3\xab",  # rep stosl
        b"\xc7\x05" + struct.pack("<II", pml4, pdpt | 3),  # movl $pdpt+3,pml4
        b"\xc7\x05" + struct.pack("<II", pdpt, pd | 3),  # movl $pd+3,pdpt
        b"\xb8\x83\x00\x00\x00",  # mov $0x83,%eax: present, writable, 2 MiB
        b"\x31\xd2",  # xor %edx,%edx
        b"\x89\x07",  # 1: mov %eax,(%edi)
        b"\x89\x57\x04",  # mov %edx,4(%edi)
        b"\x83\xc7\x08",  # add $8,%edi
        b"\x05\x00\x00\x20\x00",  # add $0x200000,%eax
        b"\x81\xff" + struct.pack("<I", pd + PAGE),  # cmp $pd+4096,%edi
        b"\x75\xeb",  # jne 1b
        b"\xb8" + struct.pack("<I", pml4),  # mov $pml4,%eax
        b"\x0f\x22\xd8",  # mov %eax,%cr3
        b"\x0f\x20\xe0",  # mov %cr4,%eax
        b"\x83\xc8\x20",  # or $0x20,%eax: PAE
        b"\x0f\x22\xe0",  # mov %eax,%cr4
        b"\xb9\x80\x00\x00\xc0",  # mov $0xc0000080,%ecx: EFER
        b"\x0f\x32",  # rdmsr
        b"\x0f\xba\xe8\x08",  # bts $8,%eax: LME
        b"\x0f\x30",  # wrmsr
        b"\x0f\x01\x15" + struct.pack("<I", address + 0xF00),  # lgdt gdtr
        b"\x0f\x20\xc0",  # mov %cr0,%eax
        b"\x0f\xba\xe8\x1f",  # bts $31,%eax: PG
        b"\x0f\x22\xc0",  # mov %eax,%cr0
    ))
    long_mode = address + len(code) + 7
    code += b"\xea" + struct.pack("<IH", long_mode, 0x10)  # ljmp $__BOOT_CS,$1f
    code += b"".join((
        b"\xb8\x18\x00\x00\x00",  # 1: mov $__BOOT_DS,%eax
        b"\x8e\xd8\x8e\xc0\x8e\xd0",  # mov %eax,%ds; mov %eax,%es; mov %eax,%ss
        b"\x89\xf6",  # mov %esi,%esi: the upper half is 0
        b"\xb8" + struct.pack("<I", startup_64),  # mov $startup_64,%eax
        b"\xff\xe0",  # jmp *%rax
    ))
    return code.ljust(0xE00, b"\0") + gdt.ljust(0x100, b"\0") + struct.pack("<HI", len(gdt) - 1, address + 0xE00)


def main(vmlinuz, vmlinux, out):
    with open(vmlinuz, "rb") as file:
        setup = bytearray(file.read())
    with open(vmlinux, "rb") as file:
        elf = file.read()
    setup = setup[: (setup[SETUP_SECTS] + 1) * 512]
    kernel, start, memory = flat(elf)
    startup_64 = struct.unpack_from("<Q", elf, 24)[0]
    assert struct.unpack_from("<Q", setup, PREF_ADDRESS)[0] == start, "the kernel does not lie where it prefers to"
    size = -len(kernel) % PAGE + len(kernel)
    struct.pack_into("<I", setup, CODE32_START, USUAL_LOAD_ADDRESS + size)
    struct.pack_into("<I", setup, INIT_SIZE, max(memory, size + 4 * PAGE) + 2 * MIB)
    with open(out, "wb") as file:
        file.write(setup + kernel.ljust(size, b"\0") + entry(start, size, startup_64))


main(*sys.argv[1:])
