// swift-tools-version: 6.2
import PackageDescription

// The native libraries are fetched by scripts/setup into .native (see docs/third-party.md).
// Programs find them beside the checkout, or in lib/ beside or above an installed program.
let root = Context.packageDirectory
let nativeLibraries: [LinkerSetting] = [
    .unsafeFlags([
        "-L\(root)/.native/lib",
        "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/lib",
        "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/foretell",
        "-Xlinker", "-rpath", "-Xlinker", "\(root)/.native/lib",
    ]),
]

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// - Parameter testable: its tests see inside; one configuration, release, serves the program and the tests.
func part(_ name: String, _ dependencies: [Target.Dependency], testable: Bool = false) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: swiftSettings + (testable ? [.unsafeFlags(["-enable-testing"])] : []))
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

let package = Package(
    name: "foretell",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        // The C API of DuckDB: declarations, and stand-ins for the Python symbols its library names but never calls.
        .target(
            name: "CDuckDB",
            linkerSettings: nativeLibraries + [.linkedLibrary("duckdb")]),
        // The C API of LightGBM and of the OpenMP runtime under it: declarations only.
        .target(
            name: "CLightGBM",
            linkerSettings: nativeLibraries + [
                .linkedLibrary("_lightgbm"), .unsafeFlags(["-l:libgomp.so.1"]),
            ]),

        // Nouns that all share: types, values, chunks, names, failures. No I/O.
        part("Core", []),
        // Text -> statement. Pure; knows no table.
        part("SQLFrontEnd", ["Core"]),
        // The only importer of CDuckDB: connections, chunks, types, functions, sources.
        part("DuckEngine", ["Core", "CDuckDB"]),
        // The only importer of CLightGBM. Pure: columns + configuration + seed -> model.
        part("Learning", ["Core", "CLightGBM", crypto], testable: true),
        // The only importer of GRDB: what exists, who may, what is running.
        part("CatalogStore", ["Core", grdb, crypto]),
        // Queue, worker process, versions.
        part("Training", [.product(name: "SystemPackage", package: "swift-system"), "Core", "Learning", "DuckEngine", "CatalogStore", crypto, log, lifecycle, subprocess]),
        // The database: session, binder, plans, system views, running a statement.
        part("Execution", ["Core", "SQLFrontEnd", "DuckEngine", "CatalogStore", "Learning", "Training", log, lifecycle]),
        // PostgreSQL protocol 3; knows no SQL and no DuckDB.
        part("PGWire", [
            "Core", nio("NIOCore"), nio("NIOPosix"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            crypto, cryptoExtras, log, lifecycle,
        ], testable: true),
        // HTTP: health now, API and console later.
        part("Web", ["Core", hummingbird, log, lifecycle]),
        // The demo shop: a deterministic generator of customers, sessions, products and orders.
        part("DemoShop", ["Core"]),
        // main: serve | worker | sql | demo | doctor | backup | restore | export | import; wires everything.
        .executableTarget(
            name: "foretell",
            dependencies: [
                "Core", "SQLFrontEnd", "Web", "PGWire", "Execution", "Learning", "Training", "CatalogStore", "DuckEngine", "DemoShop",
                arguments, log, lifecycle, crypto,
            ],
            swiftSettings: swiftSettings),

        tests("Core", ["Core"]),
        tests("SQLFrontEnd", ["Core", "SQLFrontEnd"]),
        tests("DuckEngine", ["Core", "DuckEngine"]),
        tests("Learning", ["Core", "Learning"]),
        tests("CatalogStore", ["Core", "CatalogStore", grdb]),
        tests("Training", ["Core", "Learning", "Training"]),
        tests("PGWire", [
            "Core", "PGWire", nio("NIOCore"), nio("NIOPosix"), nio("NIOEmbedded"), log, lifecycle, subprocess,
            .product(name: "SystemPackage", package: "swift-system"),
        ]),
        tests("Execution", ["Core", "SQLFrontEnd", "Execution", "CatalogStore", "DuckEngine"], resources: [.copy("CatalogQueries")]),
        tests("DemoShop", ["Core", "DemoShop"]),
    ]
)
