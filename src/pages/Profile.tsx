import { PageHeader } from "@/components/PageHeader.tsx";
import { AppearanceSection } from "@/features/account/AppearanceSection.tsx";
import { PasswordSection } from "@/features/account/PasswordSection.tsx";
import { ProfileSection } from "@/features/account/ProfileSection.tsx";
import { SessionsSection } from "@/features/account/SessionsSection.tsx";

export default function Profile() {
  return (
    <>
      <PageHeader title="Settings" />
      <div>
        <ProfileSection />
        <AppearanceSection />
        <PasswordSection />
        <SessionsSection />
      </div>
    </>
  );
}
