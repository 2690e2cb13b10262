import Core
import Crypto
import Foundation

/// Keeps the parameters of sources sealed with AES-GCM under a key that lies in a file of its own, mode 0600.
struct SourceVault: Sendable {
    private let key: SymmetricKey

    /// Reads the key file, and makes it when it is missing. - Throws: `SQLFailure` 58030
    init(keyFile: String) throws {
        if let data = FileManager.default.contents(atPath: keyFile) {
            guard data.count == 32 else {
                throw SQLFailure(.dataCorrupted, "the key file of the data directory is damaged", hint: "restore \"secrets.key\" from a backup")
            }
            key = SymmetricKey(data: data)
            return
        }
        let made = SymmetricKey(size: .bits256)
        let file = Foundation.open(keyFile, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw SQLFailure(.ioError, "the key file could not be made: \(String(cString: strerror(errno)))", cause: keyFile) }
        defer { close(file) }
        let written = made.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == 32, fsync(file) == 0 else { throw SQLFailure(.ioError, "the key file could not be written") }
        key = made
    }

    func seal(_ json: JSONValue) throws -> Data {
        guard let sealed = try AES.GCM.seal(Data(json.text.utf8), using: key).combined else {
            throw SQLFailure(.internalError, "the parameters could not be sealed")
        }
        return sealed
    }

    /// - Throws: `SQLFailure` XX001 when the key is not the one it was sealed with.
    func open(_ data: Data, of name: String) throws -> JSONValue {
        do {
            let opened = try AES.GCM.open(AES.GCM.SealedBox(combined: data), using: key)
            return try JSONValue.parse([UInt8](opened))
        } catch {
            throw SQLFailure(
                .dataCorrupted, "the parameters of \"\(name)\" cannot be read with this key file",
                hint: "restore \"secrets.key\" from a backup, or drop and create the database again")
        }
    }

    /// What may be shown: secrets replaced by `***`.
    static func shown(_ parameters: JSONValue) -> JSONValue {
        let secrets = ["password", "passwd", "pwd", "token", "secret", "key", "credential"]
        return .object(
            (parameters.members ?? []).map { member in
                let isSecret = secrets.contains { member.key.lowercased().contains($0) }
                return .init(member.key, isSecret ? .string("***") : member.value)
            })
    }
}
