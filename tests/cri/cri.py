#!/usr/bin/python3
# SPDX-License-Identifier: ISC
#
# cri.py SOCKET COMMAND [ARG...]: asks containerd's CRI what a kubelet would; Debian
# has no other client of it.  Messages are put together field by field, by the numbers
# that runtime.v1's api.proto gives them: it takes a dozen of several hundred.
#
#	pod NAME [host-pid|pod-pid]	a sandbox; prints its id
#	address POD
#	run POD IMAGE NAME MEMORY WORD...	a container; prints its id.  MEMORY is
#					its limit in bytes, 0: none
#	exec ID WORD...			its output, and its status
#	status ID			its state (1 running, 2 exited) and exit status
#	memory ID			what stats says
#	limit ID MEMORY			another limit
#	forward POD PORT		what comes from there, by port-forward
#	stop ID | remove ID | stop-pod POD | remove-pod POD

import base64
import os
import socket
import sys
from urllib.parse import urlsplit

import grpc


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def field(number, value):
    if isinstance(value, list):
        return b"".join(field(number, v) for v in value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def message(**fields):
    """f1=..., f5=...: fields by number."""
    return b"".join(field(int(k[1:]), v) for k, v in fields.items())


def take_varint(data, at):
    n = shift = 0
    while True:
        byte = data[at]
        n |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return n, at


def parse(data):
    """The last value of each field; none of ours is a repeated one."""
    fields, at = {}, 0
    while at < len(data):
        key, at = take_varint(data, at)
        if key & 7 == 0:
            value, at = take_varint(data, at)
        elif key & 7 == 2:
            size, at = take_varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            raise ValueError("wire type %d" % (key & 7))
        fields[key >> 3] = value
    return fields


def call(channel, name, request):
    method = channel.unary_unary("/runtime.v1.RuntimeService/" + name)
    return parse(method(request, timeout=90))


# network and ipc are the pod's, and so are processes, if asked for
def security(pids, place):
    options = message(f1=0, f2=0 if pids == "pod-pid" else 1, f3=0)
    return message(**{place: options})


def pod_config(name, pids):
    linux = message(f2=security(pids, "f1"))
    return message(f1=message(f1=name, f2="uid-" + name, f3="tests", f4=0),
                   f2=name, f7=label("pids", pids), f8=linux)


def label(key, value):
    return message(f1=key, f2=value)


def pod_of(channel, pod):
    """Its configuration again, which CreateContainer wants to hear."""
    status = parse(call(channel, "PodSandboxStatus", message(f1=pod))[1])
    name = parse(status[2])[1].decode()
    return name, parse(status[8])[2].decode(), status


def start(channel, pod, image, name, memory, *words):
    pod_name, pids, _ = pod_of(channel, pod)
    linux = message(f1=message(f3=2, f4=int(memory)),
                    f2=security(pids, "f3"))
    config = message(f1=message(f1=name, f2=0), f2=message(f1=image),
                     f3=list(words), f15=linux)
    made = call(channel, "CreateContainer",
                message(f1=pod, f2=config, f3=pod_config(pod_name, pids)))
    container = made[1].decode()
    call(channel, "StartContainer", message(f1=container))
    print(container)


def execute(channel, container, *words):
    answer = call(channel, "ExecSync",
                  message(f1=container, f2=list(words), f3=30))
    sys.stdout.buffer.write(answer.get(1, b""))
    sys.stderr.buffer.write(answer.get(2, b""))
    return answer.get(3, 0)


def read_frame(stream):
    """Of a websocket, from its server: its code and what it carries."""
    head = stream.read(2)
    if len(head) < 2:
        return 8, b""
    size = head[1]
    if size > 125:
        size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
    return head[0] & 15, stream.read(size)


def forward(channel, pod, port):
    """The first byte of a frame is its channel: 0 has the port's bytes, and
    before them the port itself."""
    answer = call(channel, "PortForward", message(f1=pod, f2=int(port)))
    url = urlsplit(answer[1].decode())
    key = base64.b64encode(os.urandom(16)).decode()
    with socket.create_connection((url.hostname, url.port), 20) as s:
        s.sendall(("GET %s?port=%s HTTP/1.1\r\nHost: %s\r\n"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n"
                   "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n"
                   % (url.path, port, url.netloc, key)).encode())
        stream = s.makefile("rb")
        while stream.readline().strip():
            pass
        code, got = read_frame(stream)
        data = b""
        while code != 8:
            if got[:1] == b"\0":
                data += got[1:]
            code, got = read_frame(stream)
    sys.stdout.buffer.write(data[2:])


def run(channel, command, args):
    if command == "pod":
        pids = args[1] if len(args) > 1 else "own-pid"
        print(call(channel, "RunPodSandbox",
                   message(f1=pod_config(args[0], pids)))[1].decode())
    elif command == "address":
        print(parse(pod_of(channel, args[0])[2][5])[1].decode())
    elif command == "run":
        start(channel, *args)
    elif command == "exec":
        return execute(channel, *args)
    elif command == "status":
        status = parse(call(channel, "ContainerStatus",
                            message(f1=args[0]))[1])
        print(status.get(3, 0), status.get(7, 0))
    elif command == "memory":
        stats = parse(call(channel, "ContainerStats", message(f1=args[0]))[1])
        print(parse(parse(stats[3])[2]).get(1, 0))
    elif command == "forward":
        forward(channel, *args)
    elif command == "limit":
        call(channel, "UpdateContainerResources",
             message(f1=args[0], f2=message(f3=2, f4=int(args[1]))))
    else:
        name = {"stop": "StopContainer", "remove": "RemoveContainer",
                "stop-pod": "StopPodSandbox",
                "remove-pod": "RemovePodSandbox"}[command]
        request = message(f1=args[0])
        if command == "stop":
            request += message(f2=5)
        call(channel, name, request)
    return 0


def main():
    with grpc.insecure_channel("unix:" + sys.argv[1]) as channel:
        try:
            return run(channel, sys.argv[2], sys.argv[3:])
        except grpc.RpcError as e:
            print("cri:", e.details(), file=sys.stderr)
            return 125


sys.exit(main())
