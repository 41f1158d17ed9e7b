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
    // F_GETLK, F_SETLK and F_SETLKW for the session that opened the file. What Share made has none:
    // the result is negated ENOLCK.
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
    // Ends the wait of the calling thread for a lock, whose call was interrupted. The result is 1, or 0
    // if it does not wait: then it may have the lock.
    CancelLock(out SInt32 result);
    // A descriptor of the file was closed in the process of the session: its record locks fall.
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

// Supplementary groups of a user.
typedef sequence<UInt32, 32> Groups;

interface {
    // Opens a session with the root, the user and the umask of a profile. The server does not know
    // who calls by name: which class may open which profile is for the policy to say. The result is
    // 0, or a negated error number of errno.h. isPlain is 0 or 1: paths of the session must be
    // absolute and normalised, and lead through no symbolic link.
    OpenSession(
        in Name profile,
        out SInt32 result,
        out UInt8 isPlain,
        out UInt32 uid,
        out UInt32 gid,
        out Groups groups,
        out handle<kl.VfsSession> session
    );
}
`,
  'kl/VfsLifeline.idl': `// The life of a network process: a call that is never answered. It ends with the process, and so tells
// clients that wait for a socket, whose handles tell nothing then.
package kl.VfsLifeline

interface {
    Wait();
}
`,
  'kl/VfsNet.edl': `// The virtual file system with the network stack: here, the network alone. The program is
// networkProcess of \`@kos/posix\`.
//
// Its interfaces in the SDK are not public; these are of kos.
entity kl.VfsNet

endpoints {
    network : kl.VfsNetwork
    socket : kl.VfsSocket
    lifeline : kl.VfsLifeline
}
`,
  'kl/VfsNetwork.idl': `// Sockets: makes them. A socket is an object of its own (kl.VfsSocket), whose handle the client gets.
// Error numbers are those of errno.h, families and types those of sys/socket.h.
package kl.VfsNetwork

// Most interfaces, and most bytes of the name of one and of a host.
const UInt32 MaxInterfaces = 16;
const UInt32 MaxName = 255;

typedef string<MaxName> Name;

struct NetworkInterface {
    Name name;
    // An address of the network, the first byte the highest.
    UInt32 address;
}

typedef sequence<NetworkInterface, MaxInterfaces> Interfaces;

typedef sequence<UInt32, MaxInterfaces> Addresses;

interface {
    // Makes a socket.
    Socket(
        in UInt16 domain,
        in UInt16 type,
        in UInt16 protocol,
        out Handle socket,
        error SInt32 errno
    );

    // The interfaces of this network, in the order of their numbers, which begin at 1.
    GetInterfaces(out Interfaces interfaces, error SInt32 errno);

    // The addresses of a host that this network knows by name: ENOENT if it knows none.
    Resolve(in Name host, out Addresses addresses, error SInt32 errno);

    // The life of this process, of kl.VfsLifeline.
    GetLifeline(out Handle lifeline, error SInt32 errno);
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
    // Changes ids: rule is 0 for setuid, 1 for seteuid, 2 for setgid, 3 for setegid.
    SetId(in UInt32 rule, in UInt32 id, out SInt32 result);
    // The result is the mask before.
    SetMask(in UInt32 mask, out SInt32 result);
}
`,
  'kl/VfsSocket.idl': `// One socket. No method waits: what would have to answers EAGAIN, and the events of the socket tell
// when it is worth another attempt (OBJECT_EVENT_SPEC(1), for a client that subscribed to its handle).
//
// The bytes of a stream go through messages, or through a ring that client and server share. The
// client of a ring that it sends to writes behind the last byte, and says how many bytes it wrote. The
// server alone knows how much is used, and never trusts what is in the ring. Positions count all bytes
// of the stream, modulo 2^32; byte p is at p modulo the size of the ring.
package kl.VfsSocket

// Most bytes of data in one message.
const UInt32 MaxData = 4096;
// Most bytes of a datagram.
const UInt32 MaxDatagram = 65507;
const UInt32 MaxPath = 107;

typedef bytes<MaxData> Data;

// Family 1 (AF_UNIX) has a path, 2 (AF_INET) an address and a port; 0 is no address.
struct Address {
    UInt16 family;
    UInt16 port;
    // The first byte is the highest.
    UInt32 address;
    string<MaxPath> path;
}

typedef sequence<SInt32, 2> Value;

interface {
    Bind(in Address address, error SInt32 errno);

    Listen(in SInt32 backlog, error SInt32 errno);

    // Takes the first connection that waits.
    Accept(out Handle socket, out Address peer, error SInt32 errno);

    // EINPROGRESS: POLLOUT and SO_ERROR will tell. Family 0 takes the peer from a datagram socket.
    Connect(in Address address, error SInt32 errno);

    // Sends to the peer. Of a stream, as many bytes as there is room for.
    Send(in Data data, in UInt32 flags, out UInt32 count, error SInt32 errno);

    // Sends a datagram.
    SendTo(in Data data, in UInt32 flags, in Address to, out UInt32 count, error SInt32 errno);

    // Sends a datagram out of a shared buffer (MDL), which needs the right to read. \`to\` of family 0 is
    // the peer.
    SendBuffer(
        in Handle buffer,
        in UInt32 length,
        in UInt32 flags,
        in Address to,
        out UInt32 count,
        error SInt32 errno
    );

    // Takes at most limit bytes. length is that of the datagram; of a stream that of the ring which it
    // may be read from, 0 if there is none. EMSGSIZE: the datagram is too long for a message, and was
    // left.
    Receive(in UInt32 limit, in UInt32 flags, out Data data, out UInt32 length, error SInt32 errno);

    // The same, and says who sent it.
    ReceiveFrom(
        in UInt32 limit,
        in UInt32 flags,
        out Data data,
        out UInt32 length,
        out Address sender,
        error SInt32 errno
    );

    // The same into a shared buffer, which needs the rights to read and to write.
    ReceiveBuffer(
        in Handle buffer,
        in UInt32 limit,
        in UInt32 flags,
        out UInt32 count,
        out UInt32 length,
        out Address sender,
        error SInt32 errno
    );

    // The ring that this socket sends to, and where its next byte goes. ENOBUFS: messages only.
    OpenSendRing(out Handle ring, out UInt32 size, out UInt32 position, error SInt32 errno);

    // How many bytes fit behind the last one now. EAGAIN: none; wanted is how many it is worth waiting
    // for.
    GetRoom(in UInt32 wanted, out UInt32 room, error SInt32 errno);

    // Bytes were written to the ring, from position on. Answers how many more fit.
    Produce(in UInt32 position, in UInt32 count, out UInt32 room, error SInt32 errno);

    // The ring that the peer of this socket sends to, to read from. ENOBUFS: messages only.
    OpenReceiveRing(out Handle ring, out UInt32 size, out UInt32 position, error SInt32 errno);

    // Bytes were read, and may be overwritten. Answers how many there are behind them. EAGAIN: nothing
    // was read and nothing is there; isOver is 1 at the end of the stream.
    Consume(in UInt32 count, out UInt32 length, out UInt8 isOver, error SInt32 errno);

    Shutdown(in UInt8 how, error SInt32 errno);

    GetName(out Address name, error SInt32 errno);

    GetPeer(out Address peer, error SInt32 errno);

    GetOption(in SInt32 level, in SInt32 option, out Value value, error SInt32 errno);

    SetOption(in SInt32 level, in SInt32 option, in Value value, error SInt32 errno);

    // The events of poll that hold; the client is told when others do.
    GetEvents(out UInt32 events, error SInt32 errno);
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
