#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""names.py ADDRESS: a name server on that address, port 53.

Every name has the address 192.0.2.99, but those that begin with "no.": they
don't exist.
"""
import socket
import struct
import sys

ADDRESS = bytes((192, 0, 2, 99))
TYPE_A, CLASS_IN = 1, 1
NXDOMAIN = 3


def answer(query):
    """The answer to a query of one question."""
    end = query.index(b"\0", 12) + 5
    question = query[12:end]
    kind, _ = struct.unpack(">HH", question[-4:])
    known = not question.startswith(b"\2no\5")
    data = b""
    if known and kind == TYPE_A:
        data = struct.pack(">HHHIH", 0xC00C, TYPE_A, CLASS_IN, 60, 4) + ADDRESS
    flags = 0x8180 | (0 if known else NXDOMAIN)
    return query[:2] + struct.pack(">HHHHH", flags, 1, 1 if data else 0, 0, 0) \
        + question + data


def main():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((sys.argv[1], 53))
    while True:
        query, client = s.recvfrom(4096)
        if len(query) > 16:
            s.sendto(answer(query), client)


if __name__ == "__main__":
    main()
