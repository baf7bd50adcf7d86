import { useState } from "react";
import {
  useAddServer,
  useChangeServer,
  useTestServer,
  type ConnectionTest,
} from "@/hooks/useProxmoxServers.ts";
import { toAppError } from "@/lib/errors.ts";
import { mayPass } from "@/lib/serverNotices.ts";
import { AppError, type Server } from "@/lib/types.ts";
import {
  changesConnection,
  changesOf,
  formField,
  type ServerInput,
} from "./serverForm.ts";

interface SavedServer {
  server: Server;
  /** Missing if it was saved without a test. */
  test: ConnectionTest | undefined;
}

/** Tests, then saves. Saving itself contacts nothing, so a server that is down can be saved too. */
export function useSaveServer(base: Server | undefined) {
  const test = useTestServer();
  const add = useAddServer();
  const change = useChangeServer();
  const [maySaveUntested, setMaySaveUntested] = useState(false);

  async function save(
    input: ServerInput,
    isTestSkipped: boolean,
  ): Promise<SavedServer> {
    setMaySaveUntested(false);
    try {
      const result =
        isTestSkipped || !input.is_active ? undefined : await tryOut(input);
      return { server: await store(input), test: result };
    } catch (error) {
      throw withFormFields(toAppError(error));
    }
  }

  async function tryOut(input: ServerInput): Promise<ConnectionTest> {
    try {
      return await test.mutateAsync(testRequest(input, base));
    } catch (error) {
      const isConnectionKept =
        base !== undefined && !changesConnection(changesOf(input, base));
      setMaySaveUntested(isConnectionKept || mayPass(toAppError(error).code));
      throw error;
    }
  }

  async function store(input: ServerInput): Promise<Server> {
    if (base) {
      const { id, version } = base;
      const changes = changesOf(input, base);
      if (Object.keys(changes).length === 0) return base;
      return (await change.mutateAsync({ id, version, ...changes })).server;
    }
    const { name, host, port, api_token = "", trust } = input;
    return (await add.mutateAsync({ name, host, port, api_token, trust }))
      .server;
  }

  const progress = test.isPending
    ? "Testing …"
    : add.isPending || change.isPending
      ? "Saving …"
      : undefined;

  return { save, progress, maySaveUntested };
}

/** A stored server is tried by its id: then its stored token serves wherever no other is given. */
function testRequest(input: ServerInput, base: Server | undefined) {
  const { host, port, api_token, trust } = input;
  if (base?.host === host && base.port === port) {
    return { id: base.id, trust, ...(api_token && { api_token }) };
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
