// A durable topic that is imported: a persistent session of its own, for which the broker keeps
// what was not acknowledged. So a topic whose subscribers are slow holds up no other.
//
// The client library acknowledges what `handleMessage` accepts, and reads the next packet then. A
// refusal makes it go on without: the acknowledgement is written here when it is due. While as many
// are due as the window allows `handleMessage` is not answered, so nothing more is read.

import type { MqttClient } from 'mqtt'
import { type ConnectionOptions, endConnection, openConnection } from './connection.ts'

type Received = (bytes: Uint8Array, acknowledge: () => void) => void

const acknowledgedLater = /* @__PURE__ */ new Error('acknowledged later')

/** The session of one topic. */
export class DurableSession {
  readonly #client: MqttClient
  readonly #window: number
  readonly #received: Received
  /** Of this connection: the broker sends all others again. */
  #unacknowledged: Set<symbol> = new Set()
  /** Reads the next packet, if the window is full. */
  #goOn: (() => void) | null = null
  #isClosed = false

  constructor(
    options: Omit<ConnectionOptions, 'clean' | 'qos'>,
    window: number,
    received: Received,
  ) {
    this.#window = window
    this.#received = received
    const client = openConnection({ ...options, clean: false, qos: 1 })
    this.#client = client
    client.handleMessage = ({ qos, messageId, payload }, done) => {
      const bytes = payload as Uint8Array
      // With another quality it is not the broker's to keep.
      if (qos !== 1 || messageId === undefined) {
        received(bytes, () => {})
        done()
      } else this.#receive(bytes, messageId, () => done(acknowledgedLater))
    }
    client.on('close', () => {
      this.#unacknowledged = new Set()
      this.#goOn = null
    })
    // The answer to a ping can't be read while the window is full: it counts as answered then.
    client.on('packetsend', ({ cmd }) => {
      if (cmd === 'pingreq' && this.#goOn !== null) client.reschedulePing(true)
    })
  }

  /** Ends the connection; the session stays. */
  close(): Promise<void> {
    // What is read from now on is left to the next connection.
    this.#isClosed = true
    this.#goOn?.()
    return endConnection(this.#client)
  }

  #receive(bytes: Uint8Array, messageId: number, goOn: () => void): void {
    const unacknowledged = this.#unacknowledged
    const message = Symbol()
    unacknowledged.add(message)
    this.#received(bytes, () => {
      if (!unacknowledged.delete(message) || unacknowledged !== this.#unacknowledged) return
      const { stream } = this.#client
      if (stream.writable) stream.write(puback(messageId))
      const next = this.#goOn
      this.#goOn = null
      next?.()
    })
    if (unacknowledged.size < this.#window || this.#isClosed) goOn()
    else this.#goOn = goOn
  }
}

/** PUBACK of MQTT 3.1.1, section 3.4. */
function puback(messageId: number): Uint8Array {
  return Uint8Array.of(0x40, 2, messageId >> 8, messageId & 0xff)
}
