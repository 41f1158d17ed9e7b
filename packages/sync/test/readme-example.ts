import { Condvar, Mutex } from '@kos/sync'

// A coffee machine that serves one guest at a time and has to be refilled.
const machine = new Mutex()
const refilled = new Condvar()
const store = { beans: 1 }

export async function brew(guest: string, signal?: AbortSignal): Promise<string> {
  using turn = await machine.acquire({ signal, timeout: 60_000 })
  // Gives up its turn while it waits, and has it again afterwards.
  while (store.beans === 0) await refilled.whenSignalled(turn, machine, { signal })
  store.beans--
  return `${guest} has coffee`
}

export function refill(): Promise<void> {
  return machine.run(() => {
    store.beans += 2
    refilled.broadcast()
  })
}
