// A server of NATS for a test: on a free port of loopback, with JetStream in a folder of its own. It
// can be killed, stopped and started again.
//
// `natsTest` and `describeNats` need one. Without one they are skipped, and say so.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { debianEnv, missingPrograms } from '../../../tooling/debian-packages.ts'

const missing = missingPrograms(['nats-server'], ['nats-server'])
if (missing !== '') process.stderr.write(`NATS is NOT TESTED with a server: ${missing}\n`)

/** Tests that need a server. */
export const describeNats: typeof describe | typeof describe.skip =
  missing === '' ? describe : describe.skip

/** Servers that run: they end with the process, whatever happens to their test. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A port of loopback that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server. */
export class NatsServer {
  readonly port: number
  readonly folder: string
  /** What it is asked with. */
  readonly servers: string
  #process: ChildProcess | null = null

  private constructor(port: number, folder: string) {
    this.port = port
    this.folder = folder
    this.servers = `127.0.0.1:${port}`
  }

  /** Starts one. `config` is text of its configuration file. */
  static async start(config: string | ((folder: string) => string) = ''): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), mkdtempSync(join(tmpdir(), 'kos-nats-')))
    const text = typeof config === 'string' ? config : config(server.folder)
    writeFileSync(
      server.#file,
      `listen: 127.0.0.1:${server.port}
jetstream { store_dir: ${JSON.stringify(join(server.folder, 'store'))} }
${text}
`,
    )
    await server.start()
    return server
  }

  get #file(): string {
    return join(this.folder, 'server.conf')
  }

  /** Starts it again. Resolves when it is ready. */
  async start(): Promise<void> {
    const child = spawn('nats-server', ['-c', this.#file], {
      env: debianEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#process = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    const lines: string[] = []
    const reader = createInterface(child.stderr as NodeJS.ReadableStream)
    await new Promise<void>((resolve, reject) => {
      reader.on('line', (line) => {
        lines.push(line)
        if (line.includes('Server is ready')) resolve()
      })
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`nats-server ended:\n${lines.join('\n')}`)))
    })
  }

  /** Ends it as a loss of power does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** Ends it as an operator does. */
  end(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** It answers nothing any more, and its connections stay. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  /** It goes on. */
  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Forgets all that it has stored, while it does not run. */
  forget(): void {
    rmSync(join(this.folder, 'store'), { recursive: true, force: true })
  }

  /** Saves all that it has stored, while it does not run. */
  save(): void {
    cpSync(join(this.folder, 'store'), join(this.folder, 'saved'), { recursive: true })
  }

  /** It has what was saved, and has lost what it stored since. While it does not run. */
  restore(): void {
    this.forget()
    cpSync(join(this.folder, 'saved'), join(this.folder, 'store'), { recursive: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
}
