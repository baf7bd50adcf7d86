import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/App.tsx";
import { loadEnvironment } from "@/lib/env.ts";
import { startSession } from "@/lib/session.ts";
import { mayHaveSession } from "@/lib/supabase.ts";
import { preload } from "@/routes.tsx";
import "@/index.css";

const container = document.getElementById("root");
if (!container) throw new Error("index.html has no #root");

// Whoever was signed in will most likely need these: they load beside the configuration, not after it.
if (mayHaveSession()) preload(window.location.pathname);

createRoot(container).render(
  <StrictMode>
    <App started={loadEnvironment().then(startSession)} />
  </StrictMode>,
);
