-- What the dashboard shows first is the saved view that its owner has made the default.
alter table public.profiles drop column default_view;
