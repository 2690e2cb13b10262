import NIOCore

/// A message as it is cut out of the stream: its type, and its body unread.
struct FrontendFrame: Hashable, Sendable {
    var type: MessageType
    /// What follows the length.
    var body: ByteBuffer

    /// The first byte of a message.
    enum MessageType: UInt8, Sendable {
        case query = 0x51  // Q
        case parse = 0x50  // P
        case bind = 0x42  // B
        case describe = 0x44  // D
        case execute = 0x45  // E
        case close = 0x43  // C
        case flush = 0x48  // H
        case sync = 0x53  // S
        case terminate = 0x58  // X
        case authentication = 0x70  // p
        case functionCall = 0x46  // F
        case copyData = 0x64  // d
        case copyDone = 0x63  // c
        case copyFail = 0x66  // f
    }
}
