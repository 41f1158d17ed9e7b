// Made by `node tooling/resources.mjs` from `resources`. Do not edit.
/* eslint-disable */

/** The texts of the files of the system, by path. */
export const resources: Readonly<Record<string, string>> = {
  'kl/Vfs.cdl': `// File systems for other processes. Clients reach fs over their connection; sessions, open files and
// buffers are objects, each with handles of its own.
component kl.Vfs

endpoints {
    fs : kl.VfsFilesystem
    session : kl.VfsSession
    file : kl.VfsFile
    buffer : kl.VfsBuffer
}
`,
  'kl/VfsBuffer.idl': `// A buffer for the data of long reads and writes: its handle keeps it, and has no methods but one.
package kl.VfsBuffer

interface {
    // The size in bytes; a negated error number if it is none of the calling process.
    GetSize(out SInt32 result);
}
`,
  'kl/VfsEntity.edl': `// The virtual file system with the file systems that its solution mounts.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
entity kl.VfsEntity

components {
    vfs : kl.Vfs
}
`,
  'kl/VfsFile.idl': `// An open file: an offset and flags, which all handles of it share, also those in other processes.
// It lives as long as anybody has a handle. A result is 0 or more, or a negated error number.
package kl.VfsFile

import kl.VfsBuffer
import kl.VfsTypes

// A position: at the offset, which moves.
const SInt64 AtOffset = -1;
// Likewise, after it was set to the end of the file.
const SInt64 AtEnd = -2;

interface {
    // Reads at most length bytes: the result is how many.
    Read(in SInt64 position, in UInt32 length, out SInt32 result, out kl.VfsTypes.Data data);
    Write(in SInt64 position, in kl.VfsTypes.Data data, out SInt32 result);
    // The same through a buffer of the calling process, from its first byte on.
    ReadBuffer(in UInt32 buffer, in SInt64 position, in UInt32 length, out SInt32 result);
    WriteBuffer(in UInt32 buffer, in SInt64 position, in UInt32 length, out SInt32 result);
    Seek(in SInt64 offset, in UInt32 whence, out SInt32 result, out UInt64 position);
    // 1: an entry, and 0 at the end.
    ReadDir(out SInt32 result, out UInt64 ino, out UInt32 type, out kl.VfsTypes.Path name);
    Stat(out SInt32 result, out kl.VfsTypes.Stat stat);
    StatFs(out SInt32 result, out kl.VfsTypes.FsStat stat);
    Truncate(in SInt64 size, out SInt32 result);
    Sync(out SInt32 result);
    Chmod(in UInt32 mode, out SInt32 result);
    Chown(in UInt32 uid, in UInt32 gid, out SInt32 result);
    SetTimes(in kl.VfsTypes.Time atime, in kl.VfsTypes.Time mtime, out SInt32 result);
    // F_GETLK, F_SETLK and F_SETLKW for the calling process.
    Lock(
        in UInt32 command,
        in UInt32 type,
        in SInt64 start,
        in SInt64 length,
        out SInt32 result,
        out UInt32 foundType,
        out SInt64 foundStart,
        out SInt64 foundLength,
        out UInt32 foundPid
    );
    // A descriptor of the file was closed in the calling process: its record locks fall.
    Unlock(out SInt32 result);
    // A handle of this open file for others, which changes nothing if isReadOnly is not 0.
    Share(in UInt8 isReadOnly, out SInt32 result, out handle<kl.VfsFile> file);
    // What a process needs to know of a file that it was given.
    Describe(out SInt32 result, out UInt32 type, out UInt32 flags);
    // Ends the open file at once, for all who have this handle.
    Close(out SInt32 result);
    // Makes a buffer for the calling process: the number of it, and memory that server and client
    // share. It lives as long as the handle.
    Attach(
        out SInt32 result,
        out UInt32 number,
        out UInt32 size,
        out Handle memory,
        out handle<kl.VfsBuffer> buffer
    );
}
`,
  'kl/VfsFilesystem.idl': `// The way to a session of the virtual file system.
package kl.VfsFilesystem

import kl.VfsSession

// The name of a profile.
typedef string<255> Name;

interface {
    // Opens a session with the root, the user and the umask of a profile. The server does not know
    // who calls by name: which class may open which profile is for the policy to say. The result is
    // 0, or a negated error number of errno.h. isPlain is 0 or 1: paths of the session must be
    // absolute and normalised, and lead through no symbolic link.
    OpenSession(
        in Name profile,
        out SInt32 result,
        out UInt8 isPlain,
        out handle<kl.VfsSession> session
    );
}
`,
  'kl/VfsRamFs.edl': `// The virtual file system with file systems in memory.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
entity kl.VfsRamFs

components {
    vfs : kl.Vfs
}
`,
  'kl/VfsSdCardFs.edl': `// The virtual file system with file systems on an SD card.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
entity kl.VfsSdCardFs

components {
    vfs : kl.Vfs
}
`,
  'kl/VfsSession.idl': `// A session: the files of one client by path, from its root and working directory, with its user and
// umask.
//
// A result is 0 or more, or a negated error number of errno.h. A base is the number of an open file
// of this session, as Open answered it; 0 is the working directory. Flags, modes and marks have the
// values of Linux.
package kl.VfsSession

import kl.VfsFile
import kl.VfsTypes

interface {
    // type is S_IFREG, S_IFDIR and so on, number is for bases.
    Open(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 flags,
        in UInt32 mode,
        out SInt32 result,
        out UInt32 type,
        out UInt32 number,
        out handle<kl.VfsFile> file
    );
    Stat(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 flags,
        out SInt32 result,
        out kl.VfsTypes.Stat stat
    );
    StatFs(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        out SInt32 result,
        out kl.VfsTypes.FsStat stat
    );
    Access(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 wanted,
        in UInt32 flags,
        out SInt32 result
    );
    ReadLink(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        out SInt32 result,
        out kl.VfsTypes.Path target
    );
    Chmod(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 mode,
        in UInt32 flags,
        out SInt32 result
    );
    // An id of 2^32 - 1 stays as it is.
    Chown(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 uid,
        in UInt32 gid,
        in UInt32 flags,
        out SInt32 result
    );
    Truncate(in kl.VfsTypes.Path path, in SInt64 size, out SInt32 result);
    SetTimes(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in kl.VfsTypes.Time atime,
        in kl.VfsTypes.Time mtime,
        in UInt32 flags,
        out SInt32 result
    );
    MakeDir(in UInt32 base, in kl.VfsTypes.Path path, in UInt32 mode, out SInt32 result);
    MakeNode(in UInt32 base, in kl.VfsTypes.Path path, in UInt32 mode, out SInt32 result);
    SymLink(
        in kl.VfsTypes.Path target,
        in UInt32 base,
        in kl.VfsTypes.Path path,
        out SInt32 result
    );
    Link(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 newBase,
        in kl.VfsTypes.Path newPath,
        in UInt32 flags,
        out SInt32 result
    );
    Unlink(in UInt32 base, in kl.VfsTypes.Path path, out SInt32 result);
    RemoveDir(in UInt32 base, in kl.VfsTypes.Path path, out SInt32 result);
    Rename(
        in UInt32 base,
        in kl.VfsTypes.Path path,
        in UInt32 newBase,
        in kl.VfsTypes.Path newPath,
        out SInt32 result
    );
    ChangeDir(in UInt32 base, in kl.VfsTypes.Path path, out SInt32 result);
    ChangeRoot(in kl.VfsTypes.Path path, out SInt32 result);
    WorkingDir(out SInt32 result, out kl.VfsTypes.Path path);
    // The result is the mask before.
    SetMask(in UInt32 mask, out SInt32 result);
}
`,
  'kl/VfsTypes.idl': `// What the interfaces of the virtual file system share.
package kl.VfsTypes

// Bytes of a path in UTF-8.
typedef string<4095> Path;

// Data in a message: what is longer goes through a buffer (VfsBuffer.idl).
const UInt32 MaxData = 4096;
typedef bytes<MaxData> Data;

// Seconds since 1970, and nanoseconds or one of the marks of utimensat.
struct Time {
    SInt64 seconds;
    UInt32 nanoseconds;
}

// As struct stat.
struct Stat {
    UInt64 ino;
    UInt64 size;
    UInt64 blocks;
    UInt32 dev;
    UInt32 mode;
    UInt32 nlink;
    UInt32 uid;
    UInt32 gid;
    UInt32 blksize;
    Time atime;
    Time mtime;
    Time ctime;
}

// As struct statvfs.
struct FsStat {
    UInt64 blocks;
    UInt64 bfree;
    UInt64 files;
    UInt64 ffree;
    UInt32 bsize;
    UInt32 namemax;
}
`,
}
