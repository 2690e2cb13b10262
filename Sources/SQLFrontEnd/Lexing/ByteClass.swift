/// What a byte can be part of. Source: `scan.l` of PostgreSQL.
enum ByteClass {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func startsWord(_ byte: UInt8) -> Bool {
        let folded = byte | 0x20
        return (folded >= 0x61 && folded <= 0x7A) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    static func continuesWord(_ byte: UInt8) -> Bool { startsWord(byte) || isDigit(byte) || byte == UInt8(ascii: "$") }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        let folded = byte | 0x20
        return isDigit(byte) || (folded >= 0x61 && folded <= 0x66)
    }

    static func isOperator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "="):
            true
        default: allowsTrailingSign(byte)
        }
    }

    static func allowsTrailingSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "^"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
