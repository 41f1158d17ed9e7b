// An intruder: it has the number of a handle of another process, and a channel to FileServer. It
// wants the file, the place of FileServer, the registers of the disk, a process of its own and the
// audit log, and gets none: the number means nothing in its own handle space, and the policy denies
// all else.

import {
  formatRetcode,
  type Handle,
  type Kos,
  PAGE_SIZE,
  program,
  type Retcode,
  serve,
  unwrap,
} from '@kos/libkos'
import { findFiles, serviceName, startTimeout } from './files.ts'
import { Files } from './generated/demo/Files.idl.ts'
import { endpointInfo, endpoints } from './generated/demo/Intruder.edl.ts'
import { entityInfo as unlucky } from './generated/demo/Unlucky.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, 'gossip', {
    gossip: {
      async Tell({ number }) {
        const told = (what: string, rc: Retcode): void => kos.log(`${what}: ${formatRetcode(rc)}`)
        told(`copying the handle ${number}`, copy(kos, number))
        using files = await findFiles(kos)
        told('opening the file', (await files.OpenResource({ id: 0 })).rc)
        const read = await files.UseResource({ file: number, offset: 0, length: 16 })
        told(`reading with the handle ${number}`, read.rc)
        told('publishing a file server of its own', await publish(kos))
        told('registering the registers of the disk', registers(kos))
        told('starting a process', start(kos))
        told('opening the audit log', kos.openAudit().rc)
      },
    },
  })
})

function copy(kos: Kos, number: number): Retcode {
  return kos.KnHandleCopy(number as Handle, 0, 0 as Handle).rc
}

async function publish(kos: Kos): Promise<Retcode> {
  const { ns } = unwrap(await kos.NsCreate(null, startTimeout))
  return kos.NsPublishService(ns, Files.$name, kos.name, serviceName)
}

function registers(kos: Kos): Retcode {
  return kos.KnRegisterPhyMem(0xfe00_1000, PAGE_SIZE).rc
}

function start(kos: Kos): Retcode {
  return kos.createEntity(unlucky).rc
}
