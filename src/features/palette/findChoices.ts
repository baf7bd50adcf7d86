import type { FleetServer } from "@/lib/fleet.ts";
import { formatCount } from "@/lib/format.ts";
import { guestListPath, nodesPath, storagesPath } from "@/lib/listPaths.ts";
import { paths } from "@/lib/paths.ts";
import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { choiceKey, type Choice, type Section } from "./choice.ts";
import { isWanted } from "./guestChoices.ts";
import { matchText, meanFit, wordsOf } from "./matchText.ts";
import { rankGuests } from "./rankGuests.ts";
import { commands, type StandingChoice } from "./standingChoices.ts";
import { readVerbs } from "./verbs.ts";

const shownGuests = 20;
const shownServers = 6;
/** "stop web" is about one guest; a few more, in case it is another one. */
const guestsForVerb = 5;

interface Findable {
  servers: readonly FleetServer[];
  vms: readonly Vm[];
  /** Those that this person may open. */
  pages: readonly StandingChoice[];
  views: readonly StandingChoice[];
  /** Keys of recent choices, the newest first. */
  recent: readonly string[];
  /** What can be done with a guest now. */
  actionsOf: (vm: Vm) => readonly Choice[];
}

/** What the palette shows for a text: the section with the best fit first. */
export function findChoices(text: string, findable: Findable): Section[] {
  const words = wordsOf(text);
  const sections =
    words.length === 0
      ? withoutWords(findable)
      : withWords(words, text, findable);
  return sections.filter(({ choices }) => choices.length > 0);
}

function withoutWords({
  servers,
  vms,
  pages,
  views,
  recent,
}: Findable): Section[] {
  const known = new Map<string, Choice>();
  const wanted = new Set(recent);
  for (const vm of vms) {
    const key = `guest ${vmKey(vm)}`;
    if (wanted.has(key)) known.set(key, { kind: "guest", vm });
  }
  for (const choice of [
    ...servers.map((server) => ({ kind: "server", server }) as const),
    ...[...views, ...pages, ...commands].map((standing) => standing.choice),
  ]) {
    known.set(choiceKey(choice), choice);
  }
  const recentChoices = recent.flatMap((key) => known.get(key) ?? []);
  const isNew = ({ choice }: { choice: Choice }) =>
    !recentChoices.includes(choice);
  return [
    { title: "Recent", choices: recentChoices },
    {
      title: "Views",
      choices: views.filter(isNew).map(({ choice }) => choice),
    },
    {
      title: "Go to",
      choices: pages.filter(isNew).map(({ choice }) => choice),
    },
    {
      title: "Commands",
      choices: commands.filter(isNew).map(({ choice }) => choice),
    },
  ];
}

function withWords(
  words: readonly string[],
  text: string,
  { servers, vms, pages, views, recent, actionsOf }: Findable,
): Section[] {
  const recentGuests = new Set(
    recent.flatMap((key) =>
      key.startsWith("guest ") ? key.slice("guest ".length) : [],
    ),
  );
  const guests = rankGuests(vms, words, {
    limit: shownGuests,
    recent: recentGuests,
  });
  const { wanted, rest } = readVerbs(words);
  const objects =
    wanted.length === 0
      ? []
      : rankGuests(vms, rest, { limit: guestsForVerb, recent: recentGuests })
          .best;
  const verbChoices = objects.flatMap(({ vm }) =>
    actionsOf(vm).filter((choice) => isWanted(choice, wanted)),
  );
  const ranked = [
    {
      title: "Do",
      // A verb and somebody it can be done to: hardly by chance.
      fit: verbChoices.length > 0 ? 100 + (objects[0]?.fit ?? 0) : 0,
      choices: verbChoices,
    },
    {
      title: "Guests",
      fit: guests.best[0]?.fit ?? 0,
      choices: [
        ...guests.best.map(({ vm }): Choice => ({ kind: "guest", vm })),
        ...(guests.count > shownGuests ? [showAll(text, guests.count)] : []),
      ],
    },
    { title: "Servers", ...findServers(words, servers) },
    { title: "Views", ...findStanding(words, views) },
    { title: "Go to", ...findStanding(words, pages) },
    { title: "Commands", ...findStanding(words, commands) },
  ];
  // A stable sort: guests before the rest where they fit as well.
  return ranked.toSorted((a, b) => b.fit - a.fit);
}

function showAll(text: string, count: number): Choice {
  return {
    kind: "link",
    id: "all",
    label: `Search the list for “${text.trim()}”`,
    detail: `${formatCount(count)} guests fit`,
    path: guestListPath({ search: text.trim() }),
  };
}

function findServers(
  words: readonly string[],
  servers: readonly FleetServer[],
) {
  return bestOf(
    servers.map((server) => ({
      choice: { kind: "server", server } as const,
      fit: meanFit(words, (word) =>
        matchText(server.serverName.toLowerCase(), word),
      ),
    })),
    shownServers,
  );
}

function findStanding(
  words: readonly string[],
  standing: readonly StandingChoice[],
) {
  return bestOf(
    standing.map(({ choice, words: text }) => ({
      choice,
      // By the beginning of a word: few as they are, they need not be guessed.
      fit: meanFit(words, (word) => {
        const value = matchText(text, word);
        return value >= 60 ? value : 0;
      }),
    })),
    standing.length,
  );
}

function bestOf(
  found: readonly { choice: Choice; fit: number }[],
  limit: number,
) {
  const best = found
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .slice(0, limit);
  return { fit: best[0]?.fit ?? 0, choices: best.map(({ choice }) => choice) };
}

/** What a chosen server offers. */
export function serverChoices({ key, serverId }: FleetServer): Choice[] {
  const link = (id: string, label: string, path: string): Choice => ({
    kind: "link",
    id,
    label,
    path,
  });
  return [
    link("guests", "Its guests", guestListPath({ server: key })),
    link("nodes", "Its nodes", nodesPath({ server: key })),
    link("storages", "Its storages", storagesPath({ server: key })),
    ...(serverId === null
      ? []
      : [
          link(
            "edit",
            "Edit the server",
            `${paths.servers}?${new URLSearchParams({ edit: serverId }).toString()}`,
          ),
        ]),
  ];
}
