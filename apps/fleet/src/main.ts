// Runs the fleet: `npm run fleet` starts a server of NATS and the three machines, each a process of
// Node.js of its own. `npm run fleet -- sensor` runs one machine, as `kos run` runs any folder; what
// else is on the command line is for `kos run`.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { main } from '@kos/cli'
import { localBroker } from './broker.ts'

const machines = ['sensor', 'controller', 'dashboard']
const [name = '', ...args] = process.argv.slice(2)

if (machines.includes(name)) {
  const folder = fileURLToPath(new URL(`../${name}`, import.meta.url))
  process.exitCode = await main(['run', folder, ...args])
} else if (name === '') process.exitCode = await runAll()
else {
  console.error(`there is no machine ${name}: they are ${machines.join(', ')}`)
  process.exitCode = 1
}

/** Until one of them ends, or somebody interrupts them. */
async function runAll(): Promise<number> {
  const store = mkdtempSync(join(tmpdir(), 'kos-fleet-'))
  const children: ChildProcess[] = []
  try {
    if (process.env['FLEET_BROKER'] === undefined) children.push(await startBroker(store))
    for (const machine of machines) {
      const child = spawn(process.execPath, [fileURLToPath(import.meta.url), machine])
      show(machine, child)
      children.push(child)
    }
    const interrupted = once(process, 'SIGINT')
    await Promise.race([interrupted, ...children.map((each) => once(each, 'exit'))])
    return 0
  } catch (error) {
    console.error(`nats-server does not start: ${String(error)}`)
    console.error('Install it, or say where a broker is, also one that runs here already:')
    console.error(`FLEET_BROKER=${localBroker}, or FLEET_BROKER=mqtt://localhost`)
    return 1
  } finally {
    for (const each of children) each.kill()
    rmSync(store, { recursive: true, force: true })
  }
}

async function startBroker(store: string): Promise<ChildProcess> {
  const { hostname, port } = new URL(localBroker)
  const child = spawn('nats-server', ['-js', '-sd', store, '-a', hostname, '-p', port])
  await once(child, 'spawn')
  let lastLine = 'it has ended'
  // When all is read that it wrote.
  const ended = once(child, 'close').then(() => {
    throw new Error(lastLine)
  })
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      lastLine = line
      if (line.includes('Server is ready')) resolve()
    })
  })
  await Promise.race([ready, ended])
  ended.catch(() => {})
  return child
}

/** Shows what a machine writes, each line behind its name. */
function show(machine: string, child: ChildProcess): void {
  for (const from of [child.stdout, child.stderr])
    if (from !== null)
      createInterface(from).on('line', (line) => console.log(`${machine.padEnd(10)} | ${line}`))
}
