import GRDB

extension Catalog {
    /// What is wrong with the catalog, in sentences; empty when nothing is.
    package func check() async throws -> [String] {
        let vault = vault
        return try await read { db in
            do {
                var findings = try Self.storageFindings(db)
                // A damaged file has nothing more to say that could be trusted.
                if findings.isEmpty { findings = try Self.versionFindings(db) + Self.deploymentFindings(db) + Self.snapshotFindings(db) + Self.sourceFindings(db, vault) + Self.auditFindings(db, vault) }
                return findings
            } catch let error as DatabaseError {
                return ["catalog: \(error.message ?? "it cannot be read")"]
            }
        }
    }

    private static func storageFindings(_ db: Database) throws -> [String] {
        var findings = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }.map { "catalog: \($0)" }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
            findings.append("catalog: a row of \"\(row[0] as String? ?? "")\" names a row of \"\(row[2] as String? ?? "")\" that does not exist")
        }
        return findings
    }

    private static func versionFindings(_ db: Database) throws -> [String] {
        let states = VersionState.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let rules = [
            ("v.state NOT IN (\(states))", "is in an unknown state"),
            ("v.state = 'ready' AND (v.artifact_hash IS NULL OR v.artifact_bytes IS NULL)", "is ready but lacks its artifact"),
            ("v.state = 'ready' AND v.snapshot IS NULL AND v.cause <> '\(NewImport.cause)'", "is ready but lacks its snapshot"),
            ("v.state = 'ready' AND (v.report IS NULL OR NOT json_valid(v.report))", "is ready but lacks its report"),
            ("v.state IN ('training', 'ready') AND (v.started_at IS NULL OR v.attempts = 0)", "was never started"),
            ("v.state IN ('ready', 'failed', 'cancelled') AND v.finished_at IS NULL", "has ended but not when"),
            ("v.state = 'failed' AND (v.sqlstate IS NULL OR v.error IS NULL)", "has failed without a reason"),
            ("v.state = 'deleted' AND (v.artifact_hash IS NOT NULL OR v.snapshot IS NOT NULL)", "was deleted but still names its files"),
            ("d.model_id <> v.model_id OR c.model_id <> v.model_id", "has the definition or configuration of another model"),
        ]
        return try rules.flatMap { rule, finding in
            try Row.fetchAll(
                db, sql: """
                    SELECT m.name, v.number FROM versions v JOIN models m ON m.id = v.model_id
                    JOIN definitions d ON d.id = v.definition_id JOIN configurations c ON c.id = v.configuration_id
                    WHERE \(rule) ORDER BY v.id
                    """
            ).map { "version \($0[1] as Int) of model \"\($0[0] as String)\" \(finding)" }
        }
    }

    private static func deploymentFindings(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db, sql: """
                SELECT m.name FROM models m WHERE EXISTS (SELECT 1 FROM versions v WHERE v.model_id = m.id AND v.state = 'ready')
                AND \(championOfM) IS NULL ORDER BY m.id
                """
        ).map { "model \"\($0)\" has a version that is ready but none that serves" }
    }

    private static func snapshotFindings(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT hash FROM snapshots s WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.snapshot = s.hash) ORDER BY hash"
        ).map { "snapshot \($0) belongs to no version" }
            + String.fetchAll(
                db, sql: """
                    SELECT m.name FROM models m LEFT JOIN definitions d ON d.id = m.definition_id
                    LEFT JOIN configurations c ON c.id = m.configuration_id
                    WHERE d.model_id IS NOT m.id OR c.model_id IS NOT m.id ORDER BY m.id
                    """
            ).map { "model \"\($0)\" has no definition or configuration of its own for its next version" }
    }

    private static func sourceFindings(_ db: Database, _ vault: SourceVault) throws -> [String] {
        try Row.fetchAll(db, sql: "SELECT * FROM sources ORDER BY name").compactMap { row in
            let isReadable = (try? SourceRecord(row: row, vault: vault)) != nil
            return isReadable ? nil : "the parameters of database \"\(row["name"] as String)\" cannot be read"
        }
    }

    /// The files that versions stand on. - Throws: `SQLFailure`
    package func files() async throws -> [StoredFile] {
        try await read { db in
            try StoredFile.Kind.allCases.flatMap { kind in
                try Row.fetchAll(
                    db, sql: """
                        SELECT v.\(kind.column), m.project || '.' || m.name || ' version ' || v.number FROM versions v
                        JOIN models m ON m.id = v.model_id WHERE v.\(kind.column) IS NOT NULL\(Self.isKept(kind)) ORDER BY v.id
                        """
                ).map { StoredFile(kind: kind, hash: $0[0], owner: $0[1]) }
            }
        }
    }

    /// A condition on a version `v`: its file of this kind is to be there.
    private static func isKept(_ kind: StoredFile.Kind) -> String {
        kind == .snapshot ? " AND v.snapshot IN (SELECT hash FROM snapshots WHERE removed_at IS NULL)" : ""
    }

    /// Hands over those of some files that no version stands on any more. No version can begin to stand on one meanwhile.
    /// - Parameter isTraining: whether trainings may run. One that has no snapshot yet may just have found that an equal one is there, one that
    ///   has not ended an equal model: then no such file is handed over.
    package func withUnused(_ files: [StoredFile], isTraining: Bool = true, _ remove: @escaping @Sendable (StoredFile) -> Void) async throws {
        try await write(counts: false) { db in
            func trains(_ condition: String) throws -> Bool {
                try isTraining && Row.fetchOne(db, sql: "SELECT 1 FROM versions WHERE state = 'training'\(condition)") != nil
            }
            let (findsModels, findsSnapshots) = (try trains(""), try trains(" AND snapshot IS NULL"))
            for file in files where !(file.kind == .snapshot ? findsSnapshots : findsModels) {
                let user = try Row.fetchOne(
                    db, sql: "SELECT 1 FROM versions v WHERE v.\(file.kind.column) = ?\(Self.isKept(file.kind))", arguments: [file.hash])
                if user == nil { remove(file) }
            }
        }
    }
}
