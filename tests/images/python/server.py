# SPDX-License-Identifier: ISC
"""Counts visits in a data base, with threads; each tenth is another process's."""
import http.server
import os
import signal
import sqlite3
import subprocess
import sys
import threading

lock = threading.Lock()


def count():
    with lock, sqlite3.connect("/data/visits.db") as db:
        db.execute("create table if not exists visits (n integer)")
        db.execute("insert into visits values (1)")
        return db.execute("select count(*) from visits").fetchone()[0]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        n = count()
        if n % 10 == 0:
            n = int(subprocess.run([sys.executable, "-c", f"print({n})"],
                                   capture_output=True, check=True).stdout)
        body = f"{n} by {os.getuid()} in {os.getcwd()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *args):
        print("visit", form % args)


def end(*_):
    print("ends")
    os._exit(0)


signal.signal(signal.SIGTERM, end)
print("serves")
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
