import Core

/// Who served before whom, rollbacks taken back: what a rollback went away from is not gone back to.
package struct DeploymentHistory {
    /// Versions that served, the last is the one that serves.
    private var stack: [Int64] = []

    /// - Parameter deployments: oldest first, with their evidence.
    package init(_ deployments: [DeploymentRecord]) {
        for deployment in deployments where deployment.role == .champion {
            let evidence = deployment.evidence.flatMap { try? JSONValue(parsing: $0) }
            if evidence?["rollback_from"] != nil, let place = stack.lastIndex(of: deployment.versionID) {
                stack.removeSubrange((place + 1)...)
            } else {
                stack.append(deployment.versionID)
            }
        }
    }

    /// The last version before this one that can still serve; nil when there is none.
    package func before(_ champion: Int64, among ready: [VersionRecord]) -> VersionRecord? {
        for id in stack.reversed() where id != champion {
            if let version = ready.first(where: { $0.id == id }) { return version }
        }
        return nil
    }
}
