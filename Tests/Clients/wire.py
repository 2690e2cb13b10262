"""The PostgreSQL protocol by hand, for what no driver would send."""
import base64
import hashlib
import hmac
import socket
import struct


def message(kind, body=b""):
    return kind + struct.pack("!i", len(body) + 4) + body


def packet(code, body=b""):
    """A start-up packet: a message without a type."""
    return struct.pack("!ii", len(body) + 8, code) + body


def text(*parts):
    return b"".join(part.encode() + b"\0" for part in parts)


def startup(user="foretell", version=3 << 16, **parameters):
    given = {"user": user, "database": "foretell"} | parameters
    return packet(version, b"".join(text(name, value) for name, value in given.items()) + b"\0")


def query(statement):
    return message(b"Q", text(statement))


def parse(name, statement, *types):
    return message(b"P", text(name, statement) + struct.pack(f"!H{len(types)}I", len(types), *types))


def bind(portal="", statement="", values=(), formats=(), results=()):
    body = text(portal, statement) + struct.pack(f"!H{len(formats)}h", len(formats), *formats) + struct.pack("!H", len(values))
    for value in values:
        body += struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value
    return message(b"B", body + struct.pack(f"!H{len(results)}h", len(results), *results))


def describe(kind, name=""):
    return message(b"D", kind + text(name))


def execute(portal="", limit=0):
    return message(b"E", text(portal) + struct.pack("!i", limit))


def close(kind, name=""):
    return message(b"C", kind + text(name))


SYNC, FLUSH, TERMINATE = message(b"S"), message(b"H"), message(b"X")
SSL_REQUEST, GSS_REQUEST = packet(80877103), packet(80877104)


class Closed(Exception):
    pass


class Wire:
    """A socket to the server, and the messages that come from it."""

    def __init__(self, server, login=True):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        if login:
            self.log_in(server.password)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *messages):
        self.socket.sendall(b"".join(messages))

    def read(self, count):
        data = b""
        while len(data) < count:
            try:
                more = self.socket.recv(count - len(data))
            except ConnectionResetError:
                more = b""
            if not more:
                raise Closed(data)
            data += more
        return data

    def receive(self):
        """The next message: its type and its body."""
        kind, length = struct.unpack("!ci", self.read(5))
        return kind.decode(), self.read(length - 4)

    def until(self, kind):
        """All messages up to the first of a type."""
        messages = [self.receive()]
        while messages[-1][0] != kind:
            messages.append(self.receive())
        return messages

    def until_closed(self):
        messages = []
        try:
            while True:
                messages.append(self.receive())
        except Closed:
            return messages

    def kinds(self, last="Z"):
        """The types of all messages up to one, such as `1 2 C Z`."""
        return " ".join(kind for kind, _ in self.until(last))

    def log_in(self, password, user="foretell"):
        self.send(startup(user))
        assert self.receive()[1].startswith(struct.pack("!i", 10))
        first = "n=,r=abcdefghijklmnop"
        self.send(message(b"p", text("SCRAM-SHA-256") + struct.pack("!i", len(first) + 3) + b"n,," + first.encode()))
        challenge = self.receive()[1][4:].decode()
        given = dict(part.split("=", 1) for part in challenge.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(given["s"]), int(given["i"]))
        client = hmac.digest(salted, b"Client Key", "sha256")
        rest = f"c=biws,r={given['r']}"
        signature = hmac.digest(hashlib.sha256(client).digest(), f"{first},{challenge},{rest}".encode(), "sha256")
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(client, signature))).decode()
        self.send(message(b"p", f"{rest},p={proof}".encode()))
        self.parameters = {}
        for kind, body in self.until("Z"):
            if kind == "E":
                raise Closed(fields(body))
            if kind == "S":
                name, value, _ = body.decode().split("\0")
                self.parameters[name] = value
            if kind == "K":
                self.key = body


def fields(body):
    """The fields of an ErrorResponse or NoticeResponse, by their letter."""
    return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}


def errors(messages):
    return [fields(body) for kind, body in messages if kind == "E"]
