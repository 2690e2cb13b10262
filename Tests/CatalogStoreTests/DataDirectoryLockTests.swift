import CatalogStore
import Core
import Foundation
import Testing

@Suite("The lock of a data directory")
struct DataDirectoryLockTests {
    private var process: Int { Int(ProcessInfo.processInfo.processIdentifier) }

    @Test("the second server is refused, and told which process holds the directory")
    func second() async throws {
        let files = try TestCatalog()
        let lock = try DataDirectoryLock(directory: files.directory)
        let refused = await failure { _ = try DataDirectoryLock(directory: files.directory) }
        #expect(refused?.sqlState == .objectInUse)
        #expect(refused?.message == "the data directory \"\(files.directory)\" is in use by another server (process \(process))")
        #expect(refused?.hint == "stop that server, or give another --data")
        #expect(DataDirectoryLock.isHeld(directory: files.directory))
        withExtendedLifetime(lock) {}
    }

    @Test("it can be taken again when its holder is gone")
    func release() throws {
        let files = try TestCatalog()
        #expect(!DataDirectoryLock.isHeld(directory: files.directory))
        var lock: DataDirectoryLock? = try DataDirectoryLock(directory: files.directory)
        #expect(lock != nil)
        lock = nil
        #expect(!DataDirectoryLock.isHeld(directory: files.directory))
        lock = try DataDirectoryLock(directory: files.directory)
        #expect(DataDirectoryLock.isHeld(directory: files.directory))
        withExtendedLifetime(lock) {}
    }

    @Test("its holder says how it can be reached; the next one starts anew")
    func description() throws {
        let files = try TestCatalog()
        #expect(DataDirectoryLock.content(directory: files.directory) == nil)
        var lock: DataDirectoryLock? = try DataDirectoryLock(directory: files.directory)
        lock?.describe(host: "127.0.0.1", port: 5455, httpPort: 8055)
        let content = DataDirectoryLock.content(directory: files.directory)
        #expect(content?["pid"]?.integer == process)
        #expect(content?["host"]?.string == "127.0.0.1")
        #expect(content?["port"]?.integer == 5455)
        #expect(content?["http_port"]?.integer == 8055)
        lock = nil
        lock = try DataDirectoryLock(directory: files.directory)
        #expect(DataDirectoryLock.content(directory: files.directory)?["port"] == nil)
        withExtendedLifetime(lock) {}
    }

    @Test("a directory that does not exist is refused")
    func noDirectory() async {
        let refused = await failure { _ = try DataDirectoryLock(directory: "/nonexistent/foretell") }
        #expect(refused?.sqlState == .ioError)
        #expect(refused?.message == "the data directory \"/nonexistent/foretell\" cannot be written: No such file or directory")
    }
}
