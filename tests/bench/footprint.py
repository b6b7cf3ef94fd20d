# SPDX-License-Identifier: MIT
"""What the smallest ws client needs of the library, by architecture: the
`smallest` preset with -Os, and what the linker keeps of it for footprint.c."""
import os
import re
import shutil
import subprocess

from lab import HERE, TOP, Missing, need, run
from peers import start

SECTIONS = ("-Os -fno-pie -no-pie -ffunction-sections -fdata-sections "
            "-fno-unwind-tables -fno-asynchronous-unwind-tables")
# compiler, its flags, what runs the program, cmake's name of the processor
MACHINES = {
    "x86-64": ("gcc", "-m64", None, "x86_64"),
    "arm": ("arm-linux-gnueabihf-gcc", "-mthumb", "qemu-arm", "arm"),
    "riscv64": ("riscv64-linux-gnu-gcc", "", "qemu-riscv64", "riscv64"),
}
KINDS = {"text": "text", "rodata": "text", "init_array": "text",
         "fini_array": "text", "ARM.exidx": "text", "ARM.extab": "text",
         "eh_frame": "text",
         "srodata": "text", "data": "data", "sdata": "data", "tdata": "data",
         "bss": "bss", "sbss": "bss", "tbss": "bss"}


def kept(map_file, where=r"libwebsockets\.a\("):
    """{text, data, bss} of libwebsockets.a in a link map; `where` says whose"""
    with open(map_file, encoding="utf-8") as f:
        text = f.read().split("Linker script and memory map", 1)[1]
    total = {"text": 0, "data": 0, "bss": 0}
    # " .text.name", perhaps on a line of its own, address, size, file
    for section, size, _ in re.findall(
            r"^ (\.\S+|COMMON)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) "
            r"(\S*" + where + ")", text, re.M):
        # ".text.name", but ".ARM.exidx" is one name, and the linker keeps no
        # more of all ".ARM.attributes" than of one
        name = section.split(".")[1:]
        kind = "bss" if section == "COMMON" else KINDS.get(
            name[0], KINDS.get(".".join(name[:2])))
        if kind:
            total[kind] += int(size, 16)
    return total


def library(lab, name, compiler, flags, processor):
    """the static library of the smallest build"""
    build = lab.path("footprint-" + name + flags.replace(" ", ""))
    tools = compiler[:-len("gcc")]
    cross = ["-DCMAKE_SYSTEM_NAME=Linux",
             "-DCMAKE_SYSTEM_PROCESSOR=" + processor]
    run("cmake", "--preset", "smallest", "-S", TOP, "-B", build,
        "-DCMAKE_C_COMPILER=" + compiler,
        # which know what -flto leaves in an object
        "-DCMAKE_AR=" + shutil.which(tools + "gcc-ar"),
        "-DCMAKE_RANLIB=" + shutil.which(tools + "gcc-ranlib"),
        f"-DCMAKE_C_FLAGS={flags} {SECTIONS}",
        "-DCMAKE_BUILD_TYPE=MinSizeRel", "-DBUILD_TESTING=OFF",
        "-DDISABLE_WERROR=ON", *(cross if name != "x86-64" else []), cwd=TOP)
    run("cmake", "--build", build, "--target", "websockets", "-j",
        str(os.cpu_count()))
    return build


def program(lab, name, compiler, flags, build):
    """the client, linked with nothing it does not need; its link map beside"""
    out = lab.path("client-" + name + flags.replace(" ", ""))
    own = [f for f in flags.split() if f != "-flto"]
    run(compiler, *own, *SECTIONS.split(), "-D_GNU_SOURCE", "-w",
        "-c", "-o", out + ".o", os.path.join(HERE, "footprint.c"),
        "-I" + os.path.join(TOP, "include"),
        "-I" + os.path.join(build, "include"))
    run(compiler, *flags.split(), *SECTIONS.split(), "-w", "-static", "-o",
        out, out + ".o", "-Wl,--gc-sections", f"-Wl,-Map={out}.map",
        os.path.join(build, "lib/libwebsockets.a"),
        # where the processor has no atomic byte, gcc's own library has one
        "-Wl,--as-needed", "-latomic")
    return out


def heap(lab, out, emulator):
    """(bytes of the context, most of one connection)"""
    if emulator:
        need(emulator)
    with start(lab, "ours") as server:
        said = run(*([emulator] if emulator else []), out, str(server.port),
                   timeout=60)
    return tuple(map(int, said.split()))


def with_lto(lab, name):
    """text when the linker optimises the whole library"""
    compiler, flags, _, processor = MACHINES[name]
    flags += " -flto"
    build = library(lab, name, compiler, flags, processor)
    out = program(lab, name, compiler, flags, build)
    return kept(out + ".map", r"ltrans\S*\.o\b")["text"]


def report(lab, row):
    """prints the line of one architecture"""
    compiler, flags, emulator, processor = MACHINES[row.argument]
    if compiler != "gcc":
        need(compiler)
    elif os.uname().machine != "x86_64":
        raise Missing("this machine is not x86-64")
    build = library(lab, row.argument, compiler, flags, processor)
    out = program(lab, row.argument, compiler, flags, build)
    size = kept(out + ".map")
    line = ", ".join(f"{k} {v}" for k, v in size.items())
    line += f", text with -flto {with_lto(lab, row.argument)}"
    try:
        context, conn = heap(lab, out, emulator)
        line += f", heap: context {context}, connection at its peak {conn}"
    except (Missing, RuntimeError, OSError, subprocess.TimeoutExpired) as e:
        line += f", heap -  ({e})"
    print(f"{row.name:28} {line}  (bytes)", flush=True)
