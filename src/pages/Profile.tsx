import { PageHeader } from "@/components/PageHeader.tsx";
import { AppearanceSection } from "@/features/account/AppearanceSection.tsx";
import { DefaultViewSection } from "@/features/account/DefaultViewSection.tsx";
import { DeleteAccountSection } from "@/features/account/DeleteAccountSection.tsx";
import { ExportSection } from "@/features/account/ExportSection.tsx";
import { PasswordSection } from "@/features/account/PasswordSection.tsx";
import { ProfileSection } from "@/features/account/ProfileSection.tsx";
import { SessionsSection } from "@/features/account/SessionsSection.tsx";
import { TwoFactorSection } from "@/features/account/TwoFactorSection.tsx";

export default function Profile() {
  return (
    <>
      <PageHeader title="Settings" />
      <div>
        <ProfileSection />
        <AppearanceSection />
        <DefaultViewSection />
        <PasswordSection />
        <TwoFactorSection />
        <SessionsSection />
        <ExportSection />
        <DeleteAccountSection />
      </div>
    </>
  );
}
