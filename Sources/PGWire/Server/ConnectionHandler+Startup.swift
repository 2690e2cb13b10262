import Core
import NIOCore
import NIOSSL

extension ConnectionHandler {
    func perform(startup action: StartupStateMachine.Action) {
        switch action {
        case .refuseEncryption:
            output.writeInteger(UInt8(ascii: "N"))
            flushOutput()
        case .startTLS: startTLS()
        case .cancel(let processID, let secret):
            server.registry.cancel(processID: processID, secret: secret)
            closeNow()
        case .findVerifier(let message, let user, let negotiation): findVerifier(message, user, negotiation)
        case .send(let message):
            message.write(into: &output)
            flushOutput()
        case .openSession(let messages):
            for message in messages { message.write(into: &output) }
            if let startup { jobs.yield(.openSession(startup)) }
        case .refuse(let failure): refuse(failure)
        case .close: closeNow()
        }
    }

    private func startTLS() {
        guard let context, let tls = server.tls else { return }
        output.writeInteger(UInt8(ascii: "S"))
        flushOutput()
        do {
            try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
        } catch {
            closeNow()
        }
    }

    private func findVerifier(_ message: StartupMessage, _ user: String, _ negotiation: BackendMessage?) {
        guard let context else { return }
        guard server.registry.takePlace(processID) else {
            refuse(SQLFailure(.tooManyConnections, "sorry, too many clients already"))
            return
        }
        negotiation?.write(into: &output)
        let address = context.channel.remoteAddress
        let known = ["user", "database", "application_name"]
        startup = StartupParameters(
            user: user, database: message["database"].flatMap { $0.isEmpty ? nil : $0 } ?? user,
            applicationName: message["application_name"],
            parameters: Dictionary(
                message.parameters.filter { !known.contains($0.name) && !$0.name.hasPrefix("_pq_.") }.map { ($0.name, $0.value) },
                uniquingKeysWith: { $1 }),
            processID: processID,
            remoteAddress: "\(address?.ipAddress ?? "local")\(address?.port.map { ":\($0)" } ?? "")")
        jobs.yield(.findVerifier(user: user))
    }

    func foundVerifier(_ result: Result<ScramVerifier?, SQLFailure>) {
        switch result {
        case .success(let found):
            let verifier = found ?? .madeUp(forUser: startup?.user ?? "", secret: server.secret)
            let nonce = ScramNonce.random()
            perform(startup: login.found(verifier, isGenuine: found != nil, nonce: nonce))
        case .failure(let failure): perform(startup: login.refuse(failure))
        }
    }

    func openedSession(_ result: Result<any WireSession, SQLFailure>) {
        guard let startup else { return }
        switch result {
        case .success(let session):
            login.sessionOpened()
            endTimeout()
            server.registry.setCancel(processID) { session.cancel() }
            for parameter in SessionParameters.initial(startup, changes: parameterChanges) {
                BackendMessage.parameterStatus(name: parameter.name, value: parameter.value).write(into: &output)
            }
            parameterChanges = []
            BackendMessage.backendKeyData(processID: processID, secret: secret).write(into: &output)
            BackendMessage.readyForQuery(session.transactionStatus).write(into: &output)
            phase = .session(session)
            flushOutput()
        case .failure(let failure): refuse(failure)
        }
    }
}
