// Made by `node tooling/resources.mjs` from `resources`. Do not edit.
/* eslint-disable */

/** The texts of the files of the system, by path. */
export const resources: Readonly<Record<string, string>> = {
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
}
