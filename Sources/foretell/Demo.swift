import ArgumentParser
import Core
import DemoShop
import DuckEngine
import Foundation
import PGWire

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load the demo shop into a running server, train a model on it and show what it predicts.")

    @Option(help: "The data directory of the server.") var data: String

    func run() async throws {
        let directory = DataDirectory(data)
        let progress = ProgressLine()
        let client = try await directory.connect { progress.show($0) }
        let folder = "\(directory.path)/files/shop"
        let shop = DemoShop()
        let tables = shop.tables()
        if !FileManager.default.fileExists(atPath: "\(folder)/sessions.parquet") {
            say("making the demo shop: customers, products, sessions, orders ...")
            try write(tables, to: folder)
        }
        try await run("CREATE DATABASE IF NOT EXISTS shop WITH ENGINE = 'files', PARAMETERS = {}", client)
        try await run(
            """
            CREATE MODEL IF NOT EXISTS buyers FROM shop (SELECT * FROM sessions WHERE started_at < '2026-11-02')
            PREDICT bought USING key = 'session_id', seed = 1, wait = true
            """, client)
        progress.clear()
        print("Sessions after those it learnt from, what the model says of them, and what they did:")
        try await run(
            """
            SELECT s.session_id, s.device, s.pages, b.bought AS predicted, round(b.bought_confidence, 3) AS confidence, s.bought AS really
            FROM shop.sessions AS s JOIN buyers AS b WHERE s.started_at >= '2026-11-02' ORDER BY s.session_id LIMIT 8
            """, client)
        print("\nHow good it is on sessions that it did not learn from, beside what is had without a model:")
        try await run("DESCRIBE buyers.metrics", client)
        if let best = BestReachable(of: tables, days: measuredDays(of: tables)) {
            print("\nThe shop is made by a formula, so the best that any model can reach on those days is known: ROC AUC \(shown(best.auc)).")
        }
        await client.close()
    }

    /// The days of the sessions that the metrics come from: rows with a time are set apart by it, and the latest fifth is kept back.
    private func measuredDays(of tables: [DemoTable]) -> Range<Int>? {
        guard let sessions = tables.first(where: { $0.name == "sessions" }), case .integers(let moments)? = sessions.vector("started_at")?.storage
        else { return nil }
        let end = CivilDate(year: 2026, month: 11, day: 2).daysSinceEpoch
        let days = moments.map { Int($0 / 86_400_000_000) }.filter { $0 < end }.sorted()
        return days.isEmpty ? nil : days[days.count * 4 / 5]..<end
    }

    private func shown(_ number: Double) -> String { Value.text(of: (number * 1e4).rounded() / 1e4) }

    private func write(_ tables: [DemoTable], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let connection = try DuckDatabase(path: nil).connect()
        for table in tables {
            let path = "\(folder)/\(table.name).parquet"
            try connection.writeParquet(columns: table.columns, vectors: table.vectors, to: path + ".tmp")
            guard rename(path + ".tmp", path) == 0 else { throw CommandFailure(message: "foretell: \"\(path)\" cannot be written") }
        }
    }

    private func run(_ statement: String, _ client: PGClient) async throws {
        var table = TextTable()
        for event in try await client.query(statement) {
            switch event {
            case .columns(let columns): table = TextTable(names: columns.map(\.name), numeric: columns.map { TextTable.isNumeric($0.typeOID) })
            case .row(let row): table.add(row)
            case .completed: if !table.isEmpty { print(table.text()) }
            case .failed(let failure): throw CommandFailure(message: "foretell: \(failure.message)" + (failure.hint.map { "\nhint: \($0)" } ?? ""))
            }
        }
    }
}
