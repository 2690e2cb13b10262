import Core
import Crypto
import CryptoExtras
import Foundation

/// The key derivations of SCRAM-SHA-256. Source: RFC 5802, section 3, and RFC 7677.
enum ScramKeys {
    /// Hi(Normalize(password), salt, i), 32 bytes.
    static func saltedPassword(_ password: String, salt: [UInt8], iterations: Int) -> [UInt8] {
        precondition(iterations > 0)
        // The round counts of PostgreSQL lie below the minimum that swift-crypto recommends, hence the unchecked call.
        guard let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: Data(normalized(password).utf8), salt: Data(salt), using: .sha256, outputByteCount: 32,
            unsafeUncheckedRounds: iterations)
        else { preconditionFailure("PBKDF2 fails only for lengths that are not used here") }
        return key.withUnsafeBytes { Array($0) }
    }

    static func clientKey(ofSalted salted: [UInt8]) -> [UInt8] { hmac(salted, Array("Client Key".utf8)) }

    static func storedKey(ofSalted salted: [UInt8]) -> [UInt8] { hash(clientKey(ofSalted: salted)) }

    static func serverKey(ofSalted salted: [UInt8]) -> [UInt8] { hmac(salted, Array("Server Key".utf8)) }

    static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    static func hash(_ message: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: message)) }

    static func xor(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] { zip(a, b).map { $0 ^ $1 } }

    /// Whether two keys are equal, in a time that does not depend on where they differ.
    static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// SASLprep, as far as passwords that people type need it: other spaces become a space, soft hyphens and the like vanish,
    /// and the rest is normalised by NFKC. Source: RFC 4013, section 2.
    static func normalized(_ password: String) -> String {
        if password.utf8.allSatisfy({ $0 < 0x80 }) { return password }
        var mapped = String.UnicodeScalarView()
        for scalar in password.unicodeScalars {
            switch scalar.value {
            case 0x00A0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x3000: mapped.append(" ")
            case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: continue
            default: mapped.append(scalar)
            }
        }
        return String(mapped).precomposedStringWithCompatibilityMapping
    }
}
