// A gate to a real network, which the host gives to a network: connections out to some addresses, and
// in to some ports. What happens behind it happens at any time, so it tells that it did (`open`), and a
// thread of the network looks.
//
// The one there is, is that over TCP of Node (`@kos/posix/node`).

/** A connection behind the gate. Operations never wait. */
export interface GateConnection {
  /** EINPROGRESS until it is connected, 0 from then on, or the error that ended it, negated. */
  status(): number
  /** Takes bytes that have arrived. 0: the other end has ended; EAGAIN. */
  read(into: Uint8Array, at: number, length: number): number
  /** Gives bytes to send. EAGAIN: no more for now. */
  write(from: Uint8Array, at: number, length: number): number
  /** There is no more to send. */
  end(): void
  /** The connection is over: with `reset` the other end hears that it broke. */
  close(reset: boolean): void
}

/** A connection that came in. */
export interface GateIncoming {
  /** The port of the network that it is for. */
  readonly port: number
  /** Where it came from. */
  readonly address: number
  readonly fromPort: number
  readonly connection: GateConnection
}

/** A gate. */
export interface NetworkGate {
  /** From now on `changed` is called when anything happened to any connection. Throws if it is open. */
  open(changed: () => void): void
  /** Connects. ENETUNREACH: to no such address; EACCES: not to this port. */
  connect(address: number, port: number): GateConnection | number
  /** Takes a connection that came in; null if none did. */
  accept(): GateIncoming | null
  /** The address behind the gate of a host, by its name; undefined if it is not behind it. */
  addressOf(host: string): number | undefined
  /** The network is gone: all connections end, and it may be opened again. */
  close(): void
}
