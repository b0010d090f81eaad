"""A Redis client that tells what it feels.

  ping.py gap HOST      pings every millisecond over one connection, until standard input ends;
                        prints "ready", and in the end the longest time between two answers
  ping.py answer HOST   prints "ready", and when it is answered, when that was
  ping.py again HOST    the same, for one that answers now: the time counts from the loss of its connection on

All times in nanoseconds; moments by the clock that `date` reads.
"""
import select
import socket
import sys
import time

PORT = 6379


def connect(host, patience):
    client = socket.socket()
    client.settimeout(patience)
    try:
        client.connect((host, PORT))
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        client.close()
        raise
    return client


def ping(client):
    client.sendall(b"PING\r\n")
    if not client.recv(64).startswith(b"+PONG"):
        raise OSError("no answer")


def gap(host):
    client = connect(host, 5)
    client.settimeout(120)
    count, worst, last = 0, 0, time.monotonic_ns()
    while True:
        ping(client)
        now = time.monotonic_ns()
        worst, last, count = max(worst, now - last), now, count + 1
        if count == 200:
            print("ready", flush=True)
            worst = 0
        if count > 200 and select.select([sys.stdin], [], [], 0)[0]:
            break
        time.sleep(0.001)
    print(worst, flush=True)


def answer(host):
    while True:
        try:
            client = connect(host, 0.005)
            client.settimeout(1)
            ping(client)
            print(time.time_ns(), flush=True)
            return
        except OSError:
            time.sleep(0.002)


def again(host):
    client = connect(host, 5)
    ping(client)
    print("ready", flush=True)
    try:
        while True:
            ping(client)
            time.sleep(0.001)
    except OSError:
        client.close()
        answer(host)


if __name__ == "__main__":
    mode, address = sys.argv[1:]
    if mode == "gap":
        gap(address)
    elif mode == "again":
        again(address)
    else:
        print("ready", flush=True)
        answer(address)
