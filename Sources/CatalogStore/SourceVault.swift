import Core
import Crypto
import Foundation

/// Keeps the parameters of sources sealed with AES-GCM under a key that lies in a file of its own, mode 0600, or is given by the
/// environment of the program.
struct SourceVault: Sendable {
    private let key: SymmetricKey
    private let auditKey: SymmetricKey
    private static let checkText = "foretell"

    private init(key: SymmetricKey) {
        self.key = key
        // A key of its own: a code over a row of the audit can never be of use anywhere else.
        auditKey = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("foretell audit".utf8), outputByteCount: 32)
    }

    /// - Throws: `SQLFailure` 22023 when the text is not 32 bytes in hexadecimal digits or base64.
    init(givenKey text: String) throws {
        let digits = Array(text.utf8)
        var bytes = Data(base64Encoded: text)
        if digits.count == 64 {
            let pairs = stride(from: 0, to: 64, by: 2).map { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) }
            if !pairs.contains(nil) { bytes = Data(pairs.compactMap(\.self)) }
        }
        guard let bytes, bytes.count == 32 else {
            throw SQLFailure(
                .invalidParameterValue, "FORETELL_SECRET_KEY is no key", detail: "A key has 32 bytes: 64 hexadecimal digits, or base64.",
                hint: "make one: openssl rand -hex 32")
        }
        self.init(key: SymmetricKey(data: bytes))
    }

    /// - Parameter mayMake: whether a missing key file is made; false when a catalog stands on the key already.
    /// - Throws: `SQLFailure` XX001 when the file is damaged or missing, 42501 when others than its owner may read or write it, 58030 when
    ///   it cannot be read or written.
    init(keyFile: String, mayMake: Bool) throws {
        let file = Foundation.open(keyFile, O_RDONLY | O_CLOEXEC)
        if file >= 0 {
            defer { close(file) }
            try Self.requirePrivate(file, keyFile)
            // One byte more than a key has, to notice a file that is too long.
            var bytes = [UInt8](repeating: 0, count: 33)
            let count = read(file, &bytes, bytes.count)
            guard count >= 0 else { throw Self.failure("read", keyFile) }
            guard count == 32 else {
                throw SQLFailure(
                    .dataCorrupted, "the key file of the data directory is damaged",
                    detail: "It has \(count > 32 ? "more than 32" : String(count)) bytes instead of 32.", hint: "restore \"secrets.key\" from a backup")
            }
            self.init(key: SymmetricKey(data: bytes[..<32]))
        } else if errno != ENOENT {
            throw Self.failure("read", keyFile)
        } else if mayMake {
            self.init(key: try Self.makeKey(keyFile))
        } else {
            throw SQLFailure(
                .dataCorrupted, "the key file of the data directory is missing",
                detail: "The parameters of databases are sealed with it.", hint: "restore \"secrets.key\" from a backup")
        }
    }

    private static func requirePrivate(_ file: Int32, _ keyFile: String) throws {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("read", keyFile) }
        guard status.st_mode & 0o077 == 0 else {
            throw SQLFailure(
                .insufficientPrivilege, "the key file of the data directory can be read by others",
                detail: "Its mode is 0\(String(status.st_mode & 0o777, radix: 8)).", hint: "chmod 600 \(keyFile)")
        }
    }

    private static func makeKey(_ keyFile: String) throws -> SymmetricKey {
        let made = SymmetricKey(size: .bits256)
        // Renamed when it is whole, so that a crash leaves no half key behind.
        let temporary = keyFile + ".new"
        unlink(temporary)
        let file = Foundation.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("make", keyFile) }
        defer { close(file) }
        let written = made.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == 32, fsync(file) == 0, rename(temporary, keyFile) == 0 else { throw failure("write", keyFile) }
        return made
    }

    private static func failure(_ verb: String, _ keyFile: String) -> SQLFailure {
        SQLFailure(
            .ioError, "could not \(verb) the key file of the data directory: \(String(cString: strerror(errno)))",
            hint: "check the disk and the rights of the data directory", cause: keyFile)
    }

    func seal(_ json: JSONValue) throws -> Data {
        guard let sealed = try AES.GCM.seal(Data(json.text.utf8), using: key).combined else {
            throw SQLFailure(.internalError, "the parameters could not be sealed")
        }
        return sealed
    }

    /// - Throws: `SQLFailure` XX001 when they were changed, or sealed with another key.
    func open(_ data: Data, of name: String) throws -> JSONValue {
        guard let opened = opened(data), let json = try? JSONValue.parse([UInt8](opened)) else {
            throw SQLFailure(
                .dataCorrupted, "the parameters of database \"\(name)\" cannot be read",
                detail: "They are damaged, or were sealed with another key file.",
                hint: "restore \"catalog.sqlite\" and \"secrets.key\" from the same backup")
        }
        return json
    }

    /// A code of 32 bytes that only this key makes of these bytes.
    func code(of data: Data) -> Data { Data(HMAC<SHA256>.authenticationCode(for: data, using: auditKey)) }

    /// A sealed text that `requireSame` knows again.
    func check() throws -> Data { try seal(.string(Self.checkText)) }

    /// - Throws: `SQLFailure` XX001 when the text was sealed with another key.
    func requireSame(_ check: Data) throws {
        guard opened(check) == Data(JSONValue.string(Self.checkText).text.utf8) else {
            throw SQLFailure(
                .dataCorrupted, "the key file of the data directory belongs to another catalog",
                detail: "The parameters of databases are sealed with another key.",
                hint: "restore \"catalog.sqlite\" and \"secrets.key\" from the same backup")
        }
    }

    private func opened(_ data: Data) -> Data? {
        guard let box = try? AES.GCM.SealedBox(combined: data) else { return nil }
        return try? AES.GCM.open(box, using: key)
    }
}
