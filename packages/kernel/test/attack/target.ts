// A kernel under attack: every service, processes that are well-behaved, processes that are not,
// and what watches both. `rest` is what must hold whenever nothing runs, and at the end nothing of
// all processes is left.

import { verifyHandleTable } from '@kos/handles'
import { type Kos, NameServer, program, type Program } from '@kos/libkos'
import { defineContract, type Syscall } from '@kos/libkos/abi'
import {
  type AnyService,
  createKernel,
  defineService,
  type FullApi,
  type Images,
  type Kernel,
  type KernelCore,
  type OutputLine,
  type Probe,
  type ProcessHost,
  type SecurityMonitor,
  allowAll,
  seededExploration,
  VirtualClock,
} from '../../src/index.ts'
import { fullServices } from '../../src/full-kernel.ts'
import { stageImages } from '../kos-functions.ts'
import { LightServer } from '../lights.ts'
import { contractsOf } from '../system-calls.ts'
import { leftovers } from '../world.ts'
import { Boundary, type BoundaryListener, type Call } from './boundary.ts'
import { beatInterval, Bystander, Partner } from './bystander.ts'
import { CapabilityModel } from './capability-model.ts'
import { Findings } from './findings.ts'
import { hostileMachine } from './hostile-device.ts'
import { Random, TraceHash } from './random.ts'

/** How a kernel under attack is made. */
export interface TargetOptions {
  readonly seed: number
  readonly host: ProcessHost
  /** Besides those of a full kernel. */
  readonly services?: readonly AnyService[]
  readonly security?: SecurityMonitor
  readonly probe?: Probe
  readonly output?: (line: OutputLine) => void
}

const noCalls = defineContract('witness', '', 0x8000, {})
const memory = { bytes: 96 * 2 ** 20, quota: 8 * 2 ** 20 }

/** What hostile processes can make others of: some that end, one that waits, some to be loaded. */
const images: Images = {
  ...stageImages,
  lights: LightServer,
  event: program(async (kos: Kos) => void (await kos.KnSleep(7))),
  peer: { load: () => Promise.resolve(program(() => 3)) },
  served: null,
}

/** Comparing every handle takes time: done once in so many rests. */
const restsPerAudit = 4

/** Processes of the target that must live whatever happens. */
const wellBehaved = ['Server', 'ns', 'Partner', 'Bystander']

/** A kernel under attack. */
export class Target implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  readonly findings: Findings = new Findings()
  readonly boundary: Boundary
  readonly model: CapabilityModel
  readonly random: Random
  /** Of all calls, switches, and their codes. */
  readonly trace: TraceHash = new TraceHash()
  /** Every system call of every service of this kernel. */
  readonly syscalls: readonly Syscall[]
  readonly #bystander: Bystander
  #core: KernelCore | null = null
  #rests = 0

  constructor({ seed, host, services = [], ...options }: TargetOptions) {
    this.random = new Random(seed)
    const { security, probe = {}, output = () => {} } = options
    const all = [
      ...fullServices({ memory, machine: hostileMachine(), onStrayDma: () => {} }),
      ...services,
    ]
    this.syscalls = contractsOf(all).flatMap(({ calls }) => Object.values(calls))
    this.model = new CapabilityModel(() => this.core, this.findings)
    this.boundary = new Boundary(this.findings, this.syscalls, [this.model, this.#recorder()])
    this.#bystander = new Bystander(this.findings)
    this.kernel = createKernel({
      services: [...all, this.#witness()] as never,
      clock: new VirtualClock({ seed }),
      host: this.boundary.around(host),
      security: security ?? allowAll(),
      images,
      output,
      onMisuse: ({ message }) => this.#misused(message),
      onDeadlock: () => {},
      onHostFailure: (error, what) => {
        if (what !== 'the device hostile') this.findings.add(`${what} threw ${String(error)}`)
      },
      probe: { ...probe, ...this.#probe(probe) },
      handleQuota: 256,
      // Every other seed explores: then threads are preempted where they could have blocked.
      ...(seed % 2 === 0 ? { choice: seededExploration(seed) } : {}),
    }) as never
    this.#begin()
  }

  /** The middle of the kernel. */
  get core(): KernelCore {
    if (this.#core === null) throw new Error('the kernel has not started')
    return this.#core
  }

  /** Starts a process, and connects it. */
  spawn(program: Program<Kos>, name: string, connections: Readonly<Record<string, string>>): void {
    this.kernel.spawn(program, { name, connections })
  }

  /** What must hold when nothing runs. */
  rest(): void {
    const { depth } = this.core.scheduler
    if (depth !== 0) this.findings.add(`at rest ${depth} entries of the scheduler are open`)
    if (this.boundary.depth !== 0) this.findings.add('at rest a system call is under way')
    if (this.#rests++ % restsPerAudit === 0) {
      this.model.audit()
      this.findings.addAll(verifyHandleTable(this.core.handles))
    }
    for (const name of wellBehaved) {
      const { result } = this.kernel.task(name)
      if (result !== null) this.findings.add(`${name} ended: ${JSON.stringify(result)}`)
    }
    const beats = 1 + Math.floor(this.kernel.clock.now() / beatInterval)
    if (this.#bystander.beats !== beats)
      this.findings.add(`the bystander had ${this.#bystander.beats} beats, not ${beats}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    // What threads that were ended still do on their way out.
    await new Promise((resolve) => setImmediate(resolve))
    const left = leftovers(this.kernel.inspect())
    if (Object.keys(left).length > 0) this.findings.add(`left at the end: ${JSON.stringify(left)}`)
    if (this.core.scheduler.depth !== 0) this.findings.add('at the end an entry is open')
  }

  #begin(): void {
    this.spawn(LightServer, 'Server', {})
    this.spawn(NameServer, 'ns', {})
    this.spawn(Partner, 'Partner', { lights: 'Server' })
    this.spawn(this.#bystander.program, 'Bystander', { beats: 'Partner' })
  }

  #witness(): AnyService {
    return defineService({
      name: 'witness',
      contract: noCalls,
      library: {},
      start: (core) => {
        this.#core = core
        return { handlers: {}, taskEnded: (task) => this.model.ended(task) }
      },
    })
  }

  #recorder(): BoundaryListener {
    const add = ({ tid, syscall }: Call, rc: number): void =>
      this.trace.add(tid, syscall?.nr ?? -1, rc)
    return { called: (call) => add(call, 1), answered: add }
  }

  #probe(also: Probe): Probe {
    return {
      switched: (thread, now) => {
        this.trace.add(thread.tid, now)
        also.switched?.(thread, now)
      },
      requested: (client, server, ...more) => {
        this.model.delivered(client, server)
        also.requested?.(client, server, ...more)
      },
      answered: (client, server, ...more) => {
        this.model.delivered(server, client)
        also.answered?.(client, server, ...more)
      },
    }
  }

  #misused(message: string): void {
    if (message.includes('the kernel failed in')) this.findings.add(message)
  }
}
