import NIOCore

/// A connection's handler, for other threads: what is to be done with it is done on its event loop.
struct HandlerReference: Sendable {
    private let place: NIOLoopBoundBox<ConnectionHandler?>
    private let eventLoop: any EventLoop

    /// On the event loop.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        place = NIOLoopBoundBox(nil, eventLoop: eventLoop)
    }

    /// On the event loop.
    func set(_ handler: ConnectionHandler) { place.value = handler }

    func clear() {
        let place = place
        eventLoop.execute { place.value = nil }
    }

    /// At once when called on the event loop, else soon; calls from one thread keep their order.
    func perform(_ body: @escaping @Sendable (ConnectionHandler) -> Void) {
        if eventLoop.inEventLoop {
            if let handler = place.value { body(handler) }
        } else {
            let place = place
            eventLoop.execute {
                if let handler = place.value { body(handler) }
            }
        }
    }
}
