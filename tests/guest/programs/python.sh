# SPDX-License-Identifier: ISC
# root: python
# mem: 512
#
# Python: threads, processes, sockets, files, databases, floats.
cat >/tmp/t.py <<'END'
import asyncio, ctypes, decimal, hashlib, json, math, mmap, multiprocessing
import os, queue, random, signal, socket, sqlite3, ssl, struct, subprocess
import sys, tempfile, threading, time, zlib

def square(x):
    return x * x

def threads():
    q, out = queue.Queue(), []
    lock = threading.Lock()
    def work():
        while (x := q.get()) is not None:
            with lock:
                out.append(square(x))
    ts = [threading.Thread(target=work) for _ in range(8)]
    for t in ts: t.start()
    for i in range(1000): q.put(i)
    for t in ts: q.put(None)
    for t in ts: t.join()
    return sum(out)

def sockets():
    s = socket.create_server(("127.0.0.1", 0))
    def serve():
        c, _ = s.accept()
        with c:
            while d := c.recv(65536):
                c.sendall(d)
    t = threading.Thread(target=serve)
    t.start()
    c = socket.create_connection(s.getsockname())
    data, got = random.Random(1).randbytes(300000), b""
    threading.Thread(target=lambda: (c.sendall(data), c.shutdown(1))).start()
    while d := c.recv(65536):
        got += d
    t.join()
    return hashlib.sha256(got).hexdigest() == hashlib.sha256(data).hexdigest()

async def tasks():
    async def one(i):
        await asyncio.sleep(0.001 * (i % 5))
        return i
    return sum(await asyncio.gather(*(one(i) for i in range(200))))

def database():
    db = sqlite3.connect(tempfile.mktemp())
    db.execute("create table t (a integer, b text)")
    db.executemany("insert into t values (?, ?)",
                   ((i, str(i)) for i in range(5000)))
    db.commit()
    return db.execute("select sum(a), max(b) from t").fetchone()

def signals():
    seen = []
    signal.signal(signal.SIGALRM, lambda *a: seen.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    while len(seen) < 5:
        math.factorial(200)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return True

if __name__ == "__main__":
    print("threads", threads())
    print("sockets", sockets())
    print("tasks", asyncio.run(tasks()))
    print("database", database())
    print("signals", signals())
    with multiprocessing.Pool(4) as p:
        print("pool", sum(p.map(square, range(500))))
    print("subprocess", subprocess.run(["sh", "-c", "cat; exit 3"],
          input=b"in", capture_output=True))
    print("pipes", subprocess.check_output("seq 1 1000 | tail -1",
          shell=True))
    print("floats", math.pi, math.sin(1e10), 0.1 + 0.2, decimal.Decimal(2).sqrt())
    print("zlib", zlib.crc32(zlib.compress(b"x" * 100000)))
    print("ssl", ssl.create_default_context().verify_mode)
    m = mmap.mmap(-1, 1 << 20)
    m[1000:1005] = b"hello"
    print("mmap", m.find(b"hello"))
    print("ctypes", ctypes.CDLL(None).abs(-5))
    print("fork", os.waitstatus_to_exitcode(os.wait()[1])
          if os.fork() else os._exit(9))
    print("deep", (lambda f: f(f, 900))(lambda f, n: n and 1 + f(f, n - 1)))
    print("json", json.dumps({"a": [1, 2.5, None]}))
END
python3 /tmp/t.py
