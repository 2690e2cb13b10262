import Foundation

/// Random text for an exchange: 18 bytes in base64, as in PostgreSQL.
enum ScramNonce {
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<18).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
    }
}
