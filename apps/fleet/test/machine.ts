// A machine of the fleet: a process of Node.js, and what it said.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** A machine, over its starts. */
export class Machine {
  readonly name: string
  /** All lines of all its starts. */
  readonly lines: string[] = []
  readonly #broker: string
  readonly #waiting: Set<() => void> = new Set()
  #process: ChildProcess | null = null

  constructor(name: string, broker: string) {
    this.name = name
    this.#broker = broker
  }

  start(): void {
    const child = spawn(process.execPath, [main, this.name], {
      env: { ...process.env, FLEET_BROKER: this.#broker, FLEET_PAUSE: '20' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    for (const from of [child.stdout, child.stderr])
      createInterface(from).on('line', (line) => {
        this.lines.push(line)
        for (const each of this.#waiting) each()
        this.#waiting.clear()
      })
    // Whoever waits looks, and fails.
    child.on('exit', () => this.#waiting.forEach((each) => each()))
  }

  /** Ends it as a loss of power does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** Ends it as a person does. */
  interrupt(): Promise<void> {
    return this.#end('SIGINT')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    if (child === null) return
    this.#process = null
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }

  /** The numbers of the messages of a topic that it wrote of, in order. */
  numbers(topic: string): number[] {
    const pattern = new RegExp(`\\] ${topic} (\\d+)`)
    return this.lines.flatMap((line) => {
      const number = pattern.exec(line)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
  }

  /** The last number of a topic; 0 if there is none. */
  last(topic: string): number {
    return this.numbers(topic).at(-1) ?? 0
  }

  /** Waits until its lines make something true. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      const child = this.#process
      if (child === null || child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${this.name} does not run:\n${this.lines.join('\n')}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }
}
