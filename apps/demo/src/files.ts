// What FileServer and its clients agree on beside the interface (`resources/demo/Files.idl`, made
// TypeScript by `kos gen`): rights, and how a client finds it.

import { type Kos, OCAP_HANDLE_SPEC, type Proxy, proxyOf, rcOk, unwrap } from '@kos/libkos'
import { Files } from './generated/demo/Files.idl.ts'

/** The right to read, in the specialised part of a handle's mask. */
export const fileRead: number = OCAP_HANDLE_SPEC(1)
/** The right to write. Nobody is given it. */
export const fileWrite: number = OCAP_HANDLE_SPEC(2)

/** The name under which FileServer publishes its endpoint. */
export const serviceName = 'files'

/** Milliseconds that processes wait for each other at the start. */
export const patience = 5_000

/** Asks the name server who serves files, and connects to it: the documented sequence. */
export async function findFiles(kos: Kos): Promise<Proxy<Files>> {
  const { ns } = unwrap(await kos.NsCreate(null, patience))
  let found = await kos.NsEnumServices(ns, Files.$name, 0)
  // The server may not have published yet.
  for (let waited = 0; found.rc !== rcOk && waited < patience; waited++) {
    await kos.KnSleep(1)
    found = await kos.NsEnumServices(ns, Files.$name, 0)
  }
  const { server, service } = unwrap(found)
  const { handle, rsid } = unwrap(await kos.KnCmConnect(server, service, patience))
  return proxyOf(kos, Files, handle, rsid)
}
