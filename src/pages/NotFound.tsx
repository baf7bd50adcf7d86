import { NoSuchPage } from "@/components/NoSuchPage.tsx";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-4 pt-24">
      <NoSuchPage />
    </main>
  );
}
