// Hosts by name and address: the file /etc/hosts of a process, if it has one, and then its network.

import { O_RDONLY } from '../fs/open-flags.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { textOfUtf8 } from '../text/utf8.ts'
import { parseInetAddress } from './inet-address.ts'
import { INADDR_LOOPBACK } from './socket-constants.ts'

/** Most bytes of the file that are read. */
const maxHostsBytes = 65_536

/** A line of the file. */
export interface HostEntry {
  readonly address: number
  /** The canonical name first. */
  readonly names: readonly string[]
}

/** The lines of a text that have an address of AF_INET. */
export function parseHosts(text: string): readonly HostEntry[] {
  return text.split('\n').flatMap((line) => {
    const [first = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const address = parseInetAddress(first)
    return address === null || names.length === 0 ? [] : [{ address, names }]
  })
}

/** The hosts of the file; those that are always there if there is none. */
export async function hostsOf(thread: PosixThread): Promise<readonly HostEntry[]> {
  const text = await readHosts(thread)
  return text === null ? [{ address: INADDR_LOOPBACK, names: ['localhost'] }] : parseHosts(text)
}

/** The addresses of a host, and its canonical name; null if nobody knows it. */
export async function findHost(
  thread: PosixThread,
  host: string,
): Promise<{ readonly addresses: readonly number[]; readonly name: string } | null> {
  const wanted = host.toLowerCase()
  const found = (await hostsOf(thread)).filter(({ names }) =>
    names.some((name) => name.toLowerCase() === wanted),
  )
  const [first] = found
  if (first !== undefined)
    return { addresses: found.map(({ address }) => address), name: first.names[0] as string }
  const { network } = thread.process
  const resolved = network === null ? -1 : await network.resolve(thread, host)
  return typeof resolved === 'number' ? null : { addresses: resolved, name: host }
}

async function readHosts(thread: PosixThread): Promise<string | null> {
  const opened = await thread.process.files.open(thread, null, '/etc/hosts', O_RDONLY, 0)
  if (typeof opened === 'number') return null
  const bytes = new Uint8Array(maxHostsBytes)
  let length = 0
  for (;;) {
    const count = await opened.read(thread, bytes, length, maxHostsBytes - length)
    if (count <= 0) break
    length += count
  }
  await opened.close(thread)
  return textOfUtf8(bytes, 0, length)
}
