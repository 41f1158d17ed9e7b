// Mosquitto: a broker in a process of its own, on a free port. Without it tests are skipped, and say
// so.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { debianEnv, missingPrograms } from '../../../tooling/debian-packages.ts'

const missing = missingPrograms(['mosquitto'], ['mosquitto'])
if (missing !== '') process.stderr.write(`MQTT is NOT TESTED with Mosquitto: ${missing}\n`)

/** Tests that need it. */
export const describeMosquitto: typeof describe | typeof describe.skip =
  missing === '' ? describe : describe.skip

/** One that keeps what it stores in a folder, until it is closed. */
export class Mosquitto {
  readonly url: string
  readonly #port: number
  readonly #folder: string
  #process: ChildProcess | null = null

  private constructor(port: number) {
    this.#port = port
    this.url = `mqtt://127.0.0.1:${port}`
    this.#folder = mkdtempSync(join(tmpdir(), 'kos-mosquitto-'))
    const lines = [
      `listener ${port} 127.0.0.1`,
      // Else it becomes another user who may not write there.
      `user ${userInfo().username}`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${this.#folder}/`,
    ]
    writeFileSync(join(this.#folder, 'conf'), `${lines.join('\n')}\n`)
  }

  static async start(): Promise<Mosquitto> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const mosquitto = new Mosquitto(port)
    await mosquitto.listen()
    return mosquitto
  }

  async listen(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'conf'), '-v'], { env: debianEnv })
    this.#process = child
    for await (const line of createInterface(child.stderr)) {
      // Signals have no effect before its main loop runs.
      if (line.endsWith('running')) connect(this.#port, '127.0.0.1').on('connect', end)
      if (line.includes('New connection')) return void child.stderr.resume()
    }
    throw new Error('Mosquitto has ended')
  }

  /** Ends it; it saves what it has stored. */
  async cut(): Promise<void> {
    const child = this.#process
    if (child === null) return
    this.#process = null
    child.kill('SIGTERM')
    await once(child, 'exit')
  }

  async close(): Promise<void> {
    await this.cut()
    rmSync(this.#folder, { recursive: true })
  }
}

function end(this: Socket): void {
  this.destroy()
}
