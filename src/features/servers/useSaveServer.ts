import { useState } from "react";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import {
  useAddServer,
  useChangeServer,
  useReadCertificate,
  useTestServer,
} from "@/hooks/useServerChanges.ts";
import { useServerNodes } from "@/hooks/useVms.ts";
import { toAppError } from "@/lib/errors.ts";
import { sameCluster } from "@/lib/sameCluster.ts";
import { mayPass } from "@/lib/serverNotices.ts";
import {
  AppError,
  type ConnectionTest,
  type Server,
  type Trust,
} from "@/lib/types.ts";
import {
  judgeCertificate,
  type CertificateQuestion,
  type Verdict,
} from "./certificateQuestion.ts";
import {
  changesConnection,
  changesOf,
  formField,
  type ServerInput,
} from "./serverForm.ts";

export interface SavedServer {
  server: Server;
  /** Missing if it was saved without a test. */
  test: ConnectionTest | undefined;
}

/** Not saved yet: somebody has to look at the certificate first, or to know that the cluster is there already. */
export type Unanswered =
  { question: CertificateQuestion } | { twins: readonly Server[] };

interface SaveOptions {
  isTestSkipped?: boolean;
  /** The fingerprint that a person has compared. */
  confirmed?: string | undefined;
  /** That the cluster is registered already is known, and wanted. */
  isTwinAccepted?: boolean;
}

/** Looks at the certificate where it is to decide, tests, then saves. Saving itself contacts nothing, so a server that is down can be saved too. */
export function useSaveServer(base: Server | undefined) {
  const reading = useReadCertificate();
  const test = useTestServer();
  const add = useAddServer();
  const change = useChangeServer();
  const { data: saved } = useProxmoxServers();
  const nodesOf = useServerNodes();
  const [maySaveUntested, setMaySaveUntested] = useState(false);

  async function save(
    input: ServerInput,
    { isTestSkipped = false, confirmed, isTwinAccepted }: SaveOptions,
  ): Promise<SavedServer | Unanswered> {
    setMaySaveUntested(false);
    try {
      // One that is switched off is left alone, unless it is its certificate that somebody came for.
      if (isTestSkipped || (!input.is_active && confirmed === undefined)) {
        return { server: await store(input), test: undefined };
      }
      const verdict = await connecting(input, () => decide(input, confirmed));
      if ("question" in verdict) return verdict;

      const tried = { ...input, trust: verdict.trust };
      const result = await connecting(input, () =>
        test.mutateAsync(testRequest(tried, base)),
      );
      // A pin that was compared has done its work once the CA behind it is known. One that somebody chose stays.
      const trust = (!input.trust && result.cluster_ca) || verdict.trust;
      const twins = base ? [] : twinsOf(result.cluster_ca ?? trust, result);
      if (twins.length > 0 && !isTwinAccepted) return { twins };
      const server = await store({ ...input, trust }, result.receipt);
      return { server, test: result };
    } catch (error) {
      throw withFormFields(toAppError(error));
    }
  }

  async function decide(
    input: ServerInput,
    confirmed: string | undefined,
  ): Promise<Verdict> {
    if (input.trust) return { trust: input.trust };
    const { host, port } = input;
    const isSaved = isAt(input, base);
    const read = await reading.mutateAsync(
      isSaved ? { id: base.id } : { host, port },
    );
    return judgeCertificate(read, isSaved ? base : undefined, confirmed);
  }

  /** What goes wrong on the way to the server may pass, and then there is another way than to try again. */
  async function connecting<Result>(
    input: ServerInput,
    connect: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await connect();
    } catch (error) {
      const isConnectionKept =
        base !== undefined && !changesConnection(changesOf(input, base));
      setMaySaveUntested(isConnectionKept || mayPass(toAppError(error).code));
      throw error;
    }
  }

  /** The saved servers that are the very cluster that has just been tested. */
  function twinsOf(trust: Trust, { nodes }: ConnectionTest): Server[] {
    if (trust.mode !== "ca") return [];
    const { ca_certificate } = trust;
    const tested = { id: "", ca_certificate };
    return sameCluster(tested, nodes, saved?.servers ?? [], nodesOf);
  }

  async function store(
    input: ServerInput,
    testReceipt: string | null = null,
  ): Promise<Server> {
    const receipt = testReceipt === null ? {} : { receipt: testReceipt };
    if (base) {
      const { id, version } = base;
      const changes = changesOf(input, base);
      if (Object.keys(changes).length === 0) return base;
      const request = { id, version, ...changes, ...receipt };
      return (await change.mutateAsync(request)).server;
    }
    const { name, host, port, api_token = "", trust } = input;
    const request = { name, host, port, api_token, trust, ...receipt };
    return (await add.mutateAsync(request)).server;
  }

  const progress = reading.isPending
    ? "Reading the certificate …"
    : test.isPending
      ? "Testing …"
      : add.isPending || change.isPending
        ? "Saving …"
        : undefined;

  return { save, progress, maySaveUntested };
}

function isAt(
  { host, port }: ServerInput,
  base: Server | undefined,
): base is Server {
  return base?.host === host && base.port === port;
}

/** A stored server is tried by its id: then its stored token serves wherever no other is given, and what is not changed is tried as it is. */
function testRequest(
  input: ServerInput & { trust: Trust },
  base: Server | undefined,
) {
  const { host, port, api_token, trust } = input;
  if (isAt(input, base)) {
    const changes = changesOf(input, base);
    return {
      id: base.id,
      ...(api_token && { api_token }),
      ...(changes.trust && { trust: changes.trust }),
    };
  }
  return { host, port, api_token: api_token ?? "", trust };
}

/** The refused fields by the names that they have in the dialog. */
function withFormFields(error: AppError): AppError {
  if (!error.fields) return error;
  const { code, message, requestId } = error;
  const fields = Object.fromEntries(
    Object.entries(error.fields).map(([field, sentence]) => [
      formField(field) ?? field,
      sentence,
    ]),
  );
  return new AppError(code, message, {
    fields,
    cause: error,
    ...(requestId && { requestId }),
  });
}
