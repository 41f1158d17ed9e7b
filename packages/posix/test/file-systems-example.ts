import {
  DirectoryEntry,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_DIRECTORY,
  O_RDONLY,
  O_RDWR,
  OpenFile,
  strerror,
} from '@kos/posix'

// The time stamps of files are those of the clock that you pass.
const clock = {
  read(into: { seconds: number; nanoseconds: number }) {
    into.seconds = Math.floor(Date.now() / 1000)
    into.nanoseconds = (Date.now() % 1000) * 1_000_000
  },
}
const mounts = new MountTable(new MemoryFileSystem({ clock, bytes: 1_000_000 }))

// Root makes a folder for everybody, from which only owners remove their files.
const root = new Namespace(mounts)
root.entries.mkdir(null, '/tmp', 0o755)
root.chmod(null, '/tmp', 0o1777)

// Anna writes a file, and Ben may read it.
const anna = new Namespace(mounts, { credentials: { uid: 1001, gid: 100, groups: [] } })
const note = anna.open(null, '/tmp/note', O_CREAT | O_RDWR, 0o644)
if (!(note instanceof OpenFile)) throw new Error(strerror(-note))
note.write(Uint8Array.of(104, 105, 33))
note.close()

const ben = new Namespace(mounts, { credentials: { uid: 1002, gid: 100, groups: [] } })
const copy = ben.open(null, '/tmp/../tmp/note', O_RDONLY)
if (copy instanceof OpenFile) {
  const bytes = new Uint8Array(10)
  console.log('Ben reads', copy.read(bytes), 'bytes:', String.fromCharCode(...bytes.subarray(0, 3)))
}
console.log('Ben removes it:', strerror(-ben.entries.unlink(null, '/tmp/note')))

// What is open lives on.
anna.entries.unlink(null, '/tmp/note')
const folder = ben.open(null, '/tmp', O_RDONLY | O_DIRECTORY)
if (folder instanceof OpenFile && copy instanceof OpenFile) {
  const entry = new DirectoryEntry()
  const names: string[] = []
  while (folder.readdir(entry) === 1) names.push(entry.name)
  console.log('after Anna did:', names.join(' '), 'and', copy.pread(0, new Uint8Array(10)), 'bytes')
}
